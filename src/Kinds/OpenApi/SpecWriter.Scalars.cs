namespace Timonier.Kinds.OpenApi;

internal sealed partial class SpecWriter
{
    private void Scalar(string name)
    {
        json.WriteStartObject(name);
        switch (name)
        {
            case SpecNames.Quantity:
                Describe("An amount with an optional suffix, for example 100m, 1.5 or 2Gi.");
                Either("", "string", "number");
                break;
            case SpecNames.IntOrString:
                Describe("A whole number, or a text such as a percentage or a port's name.");
                Either("int-or-string", "integer", "string");
                break;
            case SpecNames.Time:
                Describe("A time in RFC 3339 form, to the second.");
                Plain("string", "date-time");
                break;
            case SpecNames.MicroTime:
                Describe("A time in RFC 3339 form, to the microsecond.");
                Plain("string", "date-time");
                break;
            case SpecNames.Duration:
                Describe("A span of time, for example 1m30s.");
                Plain("string");
                break;
            case SpecNames.AnyJson:
                Describe("Any JSON value.");
                break;
            case SpecNames.Patch:
                Describe("A change to an object, in the form that the media type says.");
                Plain("object");
                break;
            case SpecNames.Fields:
                Describe("A set of fields, as a tree of their names.");
                Plain("object");
                break;
            case SpecNames.VersionInfo:
                VersionInfo();
                break;
            case SpecNames.Raw:
                Describe("Any object; it is kept as it is.");
                Plain("object");
                break;
            default:
                throw new FormatException($"an operation names {name}, which no kind has");
        }
        json.WriteEndObject();
    }

    // Version 2 cannot say that a value has one of two types.
    private void Either(string format, string first, string second)
    {
        if (!three)
        {
            Plain("string", format);
            return;
        }
        if (format.Length > 0) json.WriteString("format", format);
        json.WriteStartArray("oneOf");
        foreach (var type in (string[])[first, second])
        {
            json.WriteStartObject();
            Plain(type);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void VersionInfo()
    {
        string[] required = ["major", "minor", "gitVersion", "gitCommit", "gitTreeState", "buildDate", "goVersion", "compiler", "platform"];
        Describe("The version of the server, and of the Kubernetes API it offers.");
        Plain("object");
        Required([.. required]);
        json.WriteStartObject("properties");
        foreach (var name in required.Concat(["emulationMajor", "emulationMinor", "minCompatibilityMajor", "minCompatibilityMinor"]))
        {
            json.WriteStartObject(name);
            Plain("string");
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
