using System.Text.RegularExpressions;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Forms of texts that several areas use.</summary>
public static partial class Validation
{
    private const string PathForm = @"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+";

    /// <summary>Such as <c>example.com/thing</c>.</summary>
    internal static void DomainPath(Place place)
    {
        var parts = place.Text.Split('/', 2);
        if (place.Text.Length == 0) place.Required();
        else if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0) place.Invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
        else
        {
            place.InvalidEach(parts[0], Names.Dns1123Subdomain(parts[0]));
            if (!PathText().IsMatch(parts[1])) place.Invalid(parts[1], $"Invalid path (regex used for validation is '{PathForm}')");
        }
    }

    /// <summary>A name of three parts or more, as <c>validate.example.com</c>.</summary>
    internal static void FullyQualified(Place place)
    {
        var wrong = Names.Dns1123Subdomain(place.Text);
        if (place.Text.Length == 0) place.Required();
        else if (wrong.Length > 0) place.Invalid(string.Join(',', wrong));
        else if (place.Text.Split('.').Length < 3) place.Invalid("should be a domain with at least three segments separated by dots");
    }

    internal static void LabelKey(Place place) => place.InvalidEach(place.Text, Names.LabelKey(place.Text));

    /// <summary>A quantity that is not below zero.</summary>
    internal static void NotNegativeQuantity(Place amount)
    {
        if (Quantity.TryParse(amount.Node.AsText(), out var quantity) && quantity.Sign < 0) amount.Invalid(quantity.ToString(), FieldErrors.Negative);
    }

    [GeneratedRegex("^" + PathForm + "$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathText();
}
