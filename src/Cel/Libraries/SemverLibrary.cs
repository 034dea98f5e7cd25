using Timonier.Cel.Costs;
using Timonier.Cel.Functions;

namespace Timonier.Cel.Libraries;

/// <summary>Versions and their order.</summary>
internal static class SemverLibrary
{
    public static void AddTo(FunctionTable table)
    {
        var semver = CelSemver.SemverType;
        table.Type(semver);
        table.Global("semver", [CelType.String], semver, a => Parse(a[0].AsString()), CallCost.Traversal(0));
        table.Global("semver", [CelType.String, CelType.Bool], semver, a => Parse(Text(a)), CallCost.Traversal(0));
        table.Global("isSemver", [CelType.String], CelType.Bool, a => CelValue.Of(CelSemver.Parse(a[0].AsString(), out _) is not null), CallCost.Traversal(0));
        table.Global("isSemver", [CelType.String, CelType.Bool], CelType.Bool, a => CelValue.Of(CelSemver.Parse(Text(a), out _) is not null), CallCost.Traversal(0));
        table.Member("major", [semver], CelType.Int, a => CelValue.Of((long)Of(a[0]).Major));
        table.Member("minor", [semver], CelType.Int, a => CelValue.Of((long)Of(a[0]).Minor));
        table.Member("patch", [semver], CelType.Int, a => CelValue.Of((long)Of(a[0]).Patch));
        table.Member("isLessThan", [semver, semver], CelType.Bool, a => CelValue.Of(Of(a[0]).Order(Of(a[1])) < 0));
        table.Member("isGreaterThan", [semver, semver], CelType.Bool, a => CelValue.Of(Of(a[0]).Order(Of(a[1])) > 0));
        table.Member("compareTo", [semver, semver], CelType.Int, a => CelValue.Of((long)Of(a[0]).Order(Of(a[1]))));
    }

    private static CelSemver Of(in CelValue value) => (CelSemver)value.AsOpaque();

    private static string Text(ReadOnlySpan<CelValue> arguments) => arguments[1].AsBool() ? CelSemver.Normalize(arguments[0].AsString()) : arguments[0].AsString();

    private static CelValue Parse(string text) => CelSemver.Parse(text, out var fault) is { } semver ? CelValue.Of(semver) : CelValue.Error(fault);
}
