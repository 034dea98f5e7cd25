using Timonier.Cel.Costs;
using Timonier.Cel.Functions;

namespace Timonier.Cel.Libraries;

/// <summary>Names made fit for the paths of JSON patches.</summary>
internal static class JsonPatchLibrary
{
    public static void AddTo(FunctionTable table) =>
        table.Global("jsonpatch.escapeKey", [CelType.String], CelType.String,
            a => CelValue.Of(a[0].AsString().Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)), CallCost.Traversal(0, keepsSize: true));
}
