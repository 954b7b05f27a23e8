using System.Reflection;
using System.Runtime.CompilerServices;

namespace Collimate.Conventions.Tests;

/// <summary>The assemblies that we ship, and what people wrote in them.</summary>
internal static class Product
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static Assembly Git { get; } = Assembly.Load("Collimate.Git");

    public static Assembly Engine { get; } = Assembly.Load("Collimate.Engine");

    public static Assembly Cli { get; } = Assembly.Load("collimate");

    public static IEnumerable<Assembly> Assemblies => [Git, Engine, Cli];

    public static IEnumerable<Type> HandWrittenTypes => Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsHandWritten);

    public static IEnumerable<MethodInfo> HandWrittenMethods(Type type) =>
        type.GetMethods(Declared).Where(method => !method.IsSpecialName && !IsGenerated(method));

    /// <summary>The name as a person would write it: <c>Namespace.Outer.Inner</c>.</summary>
    public static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static bool IsHandWritten(Type type) =>
        type.Namespace?.StartsWith("Collimate", StringComparison.Ordinal) == true
        && !IsGenerated(type)
        && (type.DeclaringType is null || IsHandWritten(type.DeclaringType));

    private static bool IsGenerated(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal)
        || member.IsDefined(typeof(CompilerGeneratedAttribute))
        || member.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute));
}
