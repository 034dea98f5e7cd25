using System.Text.RegularExpressions;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Forms of texts that several areas use.</summary>
public static partial class Validation
{
    private const string SearchForm = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*";
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

    /// <summary>A host name whose first part is a star.</summary>
    internal static string[] Wildcard(string name)
    {
        if (name.StartsWith("*.", StringComparison.Ordinal) && Names.IsDns1123Subdomain(name[2..]) && name.Length <= Names.SubdomainLength) return [];
        return ["a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
            + @" (e.g. '*.example.com', regex used for validation is '\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"];
    }

    /// <summary>A domain to search names in; underscores stand in service names.</summary>
    private static string[] SearchDomain(string name) => name.Length <= Names.SubdomainLength && SearchText().IsMatch(name) ? [] :
    [
        .. name.Length > Names.SubdomainLength ? (string[])[$"must be no more than {Names.SubdomainLength} characters"] : [],
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character"
            + $" (e.g. 'example.com', regex used for validation is '{SearchForm}')",
    ];

    internal static void LabelKey(Place place) => place.InvalidEach(place.Text, Names.LabelKey(place.Text));

    /// <summary>A quantity that is not below zero.</summary>
    internal static void NotNegativeQuantity(Place amount)
    {
        if (Quantity.TryParse(amount.Node.AsText(), out var quantity) && quantity.Sign < 0) amount.Invalid(quantity.ToString(), FieldErrors.Negative);
    }

    internal static void PositiveQuantity(Place amount)
    {
        if (Quantity.TryParse(amount.Node.AsText(), out var quantity) && quantity.Sign <= 0) amount.Invalid(quantity.ToString(), "must be greater than zero");
    }

    /// <summary>The name of a CSI driver.</summary>
    internal static void DriverName(Place name)
    {
        if (name.Text.Length == 0) name.Required();
        name.AtMostBytes(Names.LabelLength);
        name.InvalidEach(name.Text, Names.Dns1123Subdomain(name.Text.ToLowerInvariant()));
    }

    /// <summary>How long a token lives.</summary>
    internal static void TokenLife(Place seconds)
    {
        if (seconds.Exists && seconds.Number < 600) seconds.Invalid("may not specify a duration less than 10 minutes");
        if (seconds.Number > 1L << 32) seconds.Invalid("may not specify a duration larger than 2^32 seconds");
    }

    /// <summary>How many bytes a base64 text stands for.</summary>
    internal static long Base64Size(string base64) => base64.Length / 4L * 3 - (base64.EndsWith("==", StringComparison.Ordinal) ? 2 : base64.EndsWith('=') ? 1 : 0);

    [GeneratedRegex("^" + SearchForm + "$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SearchText();

    [GeneratedRegex("^" + PathForm + "$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathText();
}
