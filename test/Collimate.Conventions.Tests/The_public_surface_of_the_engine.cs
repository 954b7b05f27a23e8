using System.Reflection;

namespace Collimate.Conventions.Tests;

public sealed class The_public_surface_of_the_engine
{
    private const string Approved = "test/Collimate.Conventions.Tests/public-surface.approved.txt";

    [Fact]
    public void Consists_of_the_approved_types()
    {
        // arrange
        var actual = Product.Engine.GetExportedTypes().Select(Product.NameOf).Order(StringComparer.Ordinal).ToArray();
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            File.WriteAllLines(Path.Combine(Checkout.Root, Approved), actual);
        }

        // act
        var approved = Checkout.ReadLines(Approved);

        // assert
        Verdict.NoneOf(
            actual.Except(approved).Select(type => $"{type} is new: make it internal, or approve it")
                .Concat(approved.Except(actual).Select(type => $"{type} is gone")),
            $"{Approved} lists the public types; APPROVE=1 rewrites it:");
    }

    [Fact]
    public void Has_no_boolean_parameters()
    {
        var offenders =
            from type in Product.Engine.GetExportedTypes()
            from method in Product.HandWrittenMethods(type)
            where method.IsPublic && method.Name != "Deconstruct"
            from parameter in method.GetParameters()
            where parameter.ParameterType == typeof(bool)
            select $"{Product.NameOf(type)}.{method.Name}({parameter.Name})";

        Verdict.NoneOf(offenders, "an enum says what 'true' would mean:");
    }
}
