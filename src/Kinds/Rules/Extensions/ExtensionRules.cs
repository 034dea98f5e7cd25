using Timonier.Kernel;
using Timonier.Kinds.Custom.Definitions;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the kinds by which the API itself grows: APIServices and CustomResourceDefinitions.</summary>
internal static class ExtensionRules
{
    public static readonly KindRules[] Kinds =
    [
        new("apiregistration.k8s.io", "APIService", ApiService) { Name = _ => [] },
        DefinitionRules.Kind,
    ];

    private static void ApiService(Place service)
    {
        var (spec, name) = (service["spec"], service["metadata"]["name"]);
        var wanted = $"{spec["version"].Text}.{spec["group"].Text}";
        if (name.Text != wanted) name.Invalid(name.Text, $"must be `spec.version+\".\"+spec.group`: {GoText.Quote(wanted)}");
        NameIn(spec["group"], Names.Dns1123Subdomain);
        spec["version"].InvalidEach(spec["version"].Text, Names.Dns1035Label(spec["version"].Text));
        if (spec["groupPriorityMinimum"].Number is <= 0 or > 20000) spec["groupPriorityMinimum"].InvalidNumber("must be positive and less than 20000");
        if (spec["versionPriority"].Number is <= 0 or > 1000) spec["versionPriority"].InvalidNumber("must be positive and less than 1000");
        var (target, bundle, insecure) = (spec["service"], spec["caBundle"], spec["insecureSkipTLSVerify"]);
        if (!target.Exists)
        {
            if (bundle.Text.Length > 0) bundle.Invalid($"{Base64Size(bundle.Text)} bytes", "local APIServices may not have a caBundle");
            if (insecure.Node.AsBool()) insecure.Invalid("local APIServices may not have insecureSkipTLSVerify");
            return;
        }
        target.RequiredTexts("namespace", "name");
        if (target["port"].Exists && Names.PortNumber(target["port"].Number) is { Length: > 0 } wrong) target["port"].Invalid("port is not valid: " + string.Join(',', wrong));
        if (insecure.Node.AsBool() && bundle.Text.Length > 0) insecure.Invalid("may not be true if caBundle is present");
    }
}
