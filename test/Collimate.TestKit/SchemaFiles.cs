using System.Runtime.CompilerServices;

namespace Collimate.TestKit;

/// <summary>The schemas that ship with the tool.</summary>
public static class SchemaFiles
{
    public static string Read(string name) => File.ReadAllText(Path.Join(Directory(), name));

    private static string Directory([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Join(thisFile, "../../../schemas"));
}
