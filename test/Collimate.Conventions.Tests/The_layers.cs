using System.Reflection;
using NetArchTest.Rules;

namespace Collimate.Conventions.Tests;

public sealed class The_layers
{
    private const string MovesReferences = "Collimate.Git.Sessions.UpdateRefSession";

    [Fact]
    public void Git_knows_neither_engine_nor_command_line() => MustNotUse(Product.Git, "Collimate.Engine", "Collimate.Cli");

    [Fact]
    public void The_engine_does_not_know_the_command_line() => MustNotUse(Product.Engine, "Collimate.Cli");

    [Fact]
    public void Only_publishing_moves_references()
    {
        // arrange: a rule about a type that was renamed would hold for ever
        Assert.NotNull(Product.Git.GetType(MovesReferences));

        // act
        var others = TypesThatUse(MovesReferences)
            .Where(type => !IsIn(type, "Collimate.Git.Sessions") && !IsIn(type, "Collimate.Engine.Publishing"));

        // assert
        Verdict.NoneOf(others, $"only Collimate.Engine.Publishing may use {MovesReferences}; everything before it touches nothing:");
    }

    [Fact]
    public void Only_the_sessions_start_processes()
    {
        var others = TypesThatUse("System.Diagnostics.Process", "System.Diagnostics.ProcessStartInfo")
            .Where(type => !IsIn(type, "Collimate.Git.Sessions"));

        Verdict.NoneOf(others, "only Collimate.Git.Sessions starts processes, sealed from the environment:");
    }

    private static bool IsIn(string type, string @namespace) => type.StartsWith(@namespace + '.', StringComparison.Ordinal);

    private static IEnumerable<string> TypesThatUse(params string[] names) =>
        Types.InAssemblies(Product.Assemblies).That().HaveDependencyOnAny(names).GetTypes().Select(type => type.FullName!);

    private static void MustNotUse(Assembly layer, params string[] others) =>
        Verdict.NoneOf(
            Types.InAssembly(layer).That().HaveDependencyOnAny(others).GetTypes().Select(type => type.FullName!),
            $"{layer.GetName().Name} must not use {string.Join(" or ", others)}:");
}
