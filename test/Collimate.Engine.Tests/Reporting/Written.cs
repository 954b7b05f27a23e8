using System.Text;

namespace Collimate.Engine.Tests.Reporting;

/// <summary>What a document writes.</summary>
internal static class Written
{
    public static string Text(Action<Stream> write)
    {
        using var bytes = new MemoryStream();
        write(bytes);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
