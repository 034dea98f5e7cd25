using Timonier.Cel.Functions;

namespace Timonier.Cel.Libraries;

/// <summary>The functions that every expression in the cluster's API may use: the language's own and the API's libraries.</summary>
internal static class KubernetesLibraries
{
    public static FunctionTable Build()
    {
        var table = new FunctionTable();
        Operators.AddTo(table);
        Conversions.AddTo(table);
        Texts.AddTo(table);
        Times.AddTo(table);
        Optionals.AddTo(table);
        StringLibrary.AddTo(table);
        ListLibrary.AddTo(table);
        ListChanges.AddTo(table);
        SetLibrary.AddTo(table);
        RegexLibrary.AddTo(table);
        UrlLibrary.AddTo(table);
        IpLibrary.AddTo(table);
        CidrLibrary.AddTo(table);
        QuantityLibrary.AddTo(table);
        SemverLibrary.AddTo(table);
        FormatLibrary.AddTo(table);
        AuthorizerLibrary.AddTo(table);
        JsonPatchLibrary.AddTo(table);
        return table;
    }
}
