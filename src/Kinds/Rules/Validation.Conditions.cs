using System.Text.RegularExpressions;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Conditions in the form that newer kinds share.</summary>
public static partial class Validation
{
    private const int LongestReason = 1024;
    private const int LongestMessage = 32 * 1024;
    private const string ReasonForm = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
    private const string ReasonRule =
        "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'"
        + " (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '" + ReasonForm + "')";

    internal static void Conditions(Place conditions)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in conditions.Items)
        {
            if (!types.Add(condition["type"].Text)) condition["type"].Duplicate();
            LabelKey(condition["type"]);
            if (condition["status"].Text is not ("True" or "False" or "Unknown")) condition["status"].NotSupported("False", "True", "Unknown");
            if (condition["observedGeneration"].Number < 0) condition["observedGeneration"].Invalid("must be greater than or equal to zero");
            if (!condition["lastTransitionTime"].Exists) condition["lastTransitionTime"].Required();
            var reason = condition["reason"];
            if (reason.Text.Length == 0) reason.Required();
            else if (!Reason().IsMatch(reason.Text)) reason.Invalid(ReasonRule);
            reason.AtMostBytes(LongestReason);
            condition["message"].AtMostBytes(LongestMessage);
        }
    }

    [GeneratedRegex("^" + ReasonForm + "$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reason();
}
