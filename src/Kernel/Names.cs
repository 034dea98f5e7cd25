namespace Timonier.Kernel;

/// <summary>
/// Rules for names. Each rule has two forms: <c>IsX</c> answers yes or no, <c>X</c> gives upstream's messages,
/// none for a good name. Objects that generate names pass <see cref="MaskedPrefix"/> of their prefix.
/// </summary>
public static partial class Names
{
    public const int LabelLength = 63;
    public const int SubdomainLength = 253;

    private const string Dns1123LabelForm = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string Dns1123SubdomainForm = Dns1123LabelForm + "(\\." + Dns1123LabelForm + ")*";
    private const string Dns1035LabelForm = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private const string LabelNameForm = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string LabelNameRule = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

    public static bool IsDns1123Label(string name) => name.Length <= LabelLength && HasLabelForm(name);
    public static bool IsDns1123Subdomain(string name) => name.Length <= SubdomainLength && HasSubdomainForm(name);
    public static bool IsDns1035Label(string name) => Dns1035Label(name).Length == 0;
    public static bool IsLabelKey(string key) => LabelKey(key).Length == 0;
    public static bool IsLabelValue(string value) => LabelValue(value).Length == 0;

    public static string[] Dns1123Label(string name) =>
    [
        .. TooLong(name, LabelLength),
        .. When(!HasLabelForm(name), HasSubdomainForm(name)
            ? "must not contain dots"
            : Form("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
                Dns1123LabelForm, "my-name", "123-abc")),
    ];

    public static string[] Dns1123Subdomain(string name) =>
    [
        .. TooLong(name, SubdomainLength),
        .. When(!HasSubdomainForm(name), Form(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
            Dns1123SubdomainForm, "example.com")),
    ];

    public static string[] Dns1035Label(string name) =>
    [
        .. TooLong(name, LabelLength),
        .. When(!HasLabelForm(name) || !char.IsAsciiLetterLower(name[0]), Form(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
            Dns1035LabelForm, "my-name", "abc-123")),
    ];

    /// <summary>A label's or annotation's key, a finalizer, a resource: an optional DNS prefix, a slash, a short name.</summary>
    public static string[] LabelKey(string key)
    {
        var parts = key.Split('/');
        var errors = new List<string>();
        if (parts.Length > 2)
        {
            return ["a valid label key " + Form(LabelNameRule, LabelNameForm, "MyName", "my.name", "123-abc")
                + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }
        if (parts.Length == 2)
        {
            if (parts[0].Length == 0) errors.Add("prefix part must be non-empty");
            else errors.AddRange(Dns1123Subdomain(parts[0]).Select(e => "prefix part " + (e.StartsWith("must be no more", StringComparison.Ordinal) ? $"must be no more than {SubdomainLength} bytes" : e)));
        }
        var name = parts[^1];
        if (name.Length == 0) errors.Add("name part must be non-empty");
        else if (name.Length > LabelLength) errors.Add($"name part must be no more than {LabelLength} bytes");
        if (!HasNameForm(name)) errors.Add("name part " + Form(LabelNameRule, LabelNameForm, "MyName", "my.name", "123-abc"));
        return [.. errors];
    }

    public static string[] LabelValue(string value) =>
    [
        .. When(value.Length > LabelLength, $"must be no more than {LabelLength} bytes"),
        .. When(value.Length > 0 && !HasNameForm(value), Form(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
            "(" + LabelNameForm + ")?", "MyValue", "my_value", "12345")),
    ];

    /// <summary>A prefix as it is checked: a dash at its end will be followed by generated characters.</summary>
    public static string MaskedPrefix(string prefix) => prefix.Length > 1 && prefix[^1] == '-' ? prefix[..^2] + "a" : prefix;

    private static bool HasLabelForm(ReadOnlySpan<char> name) =>
        !name.IsEmpty && IsLowerOrDigit(name[0]) && IsLowerOrDigit(name[^1]) && AllOf(name, static c => IsLowerOrDigit(c) || c == '-');

    private static bool HasSubdomainForm(ReadOnlySpan<char> name)
    {
        foreach (var part in name.Split('.'))
            if (!HasLabelForm(name[part])) return false;
        return true;
    }

    private static bool HasNameForm(ReadOnlySpan<char> name) =>
        !name.IsEmpty && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && AllOf(name, static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsLowerOrDigit(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static bool AllOf(ReadOnlySpan<char> text, Func<char, bool> allowed)
    {
        foreach (var c in text)
            if (!allowed(c)) return false;
        return true;
    }

    private static string[] TooLong(string name, int limit) => When(name.Length > limit, $"must be no more than {limit} characters");

    private static string[] When(bool wrong, string message) => wrong ? [message] : [];

    private static string Form(string rule, string form, params ReadOnlySpan<string> examples)
    {
        var text = rule + " (";
        for (var i = 0; i < examples.Length; i++) text += (i == 0 ? "e.g. '" : " or '") + examples[i] + "', ";
        return text + "regex used for validation is '" + form + "')";
    }
}
