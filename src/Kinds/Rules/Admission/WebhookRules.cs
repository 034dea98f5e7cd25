using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of webhooks.</summary>
internal static class WebhookRules
{
    private const string UrlForm = "; desired format: https://host[/path]";

    public static void Hooks(Place hooks)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var hook in hooks.Items)
        {
            Hook(hook);
            Versions(hook["admissionReviewVersions"]);
            if (hook["name"].Text.Length > 0 && !names.Add(hook["name"].Text)) hook["name"].Duplicate();
        }
    }

    private static void Hook(Place hook)
    {
        FullyQualified(hook["name"]);
        foreach (var rule in hook["rules"].Items) MatchRules.Rule(rule);
        hook["failurePolicy"].OneOf("Fail", "Ignore");
        hook["matchPolicy"].OneOf("Equivalent", "Exact");
        if (!hook["sideEffects"].Exists) hook["sideEffects"].Required("must specify one of None, NoneOnDryRun");
        else hook["sideEffects"].OneOf("None", "NoneOnDryRun");
        var timeout = hook["timeoutSeconds"];
        if (timeout.Exists && timeout.Number is < 1 or > 30) timeout.Invalid("the timeout value must be between 1 and 30 seconds");
        Selector(hook["namespaceSelector"]);
        Selector(hook["objectSelector"]);
        hook["reinvocationPolicy"].OneOf("IfNeeded", "Never");
        Client(hook["clientConfig"]);
        MatchRules.Conditions(hook["matchConditions"]);
    }

    /// <summary>The versions of the review that a webhook understands.</summary>
    public static void Versions(Place versions)
    {
        if (versions.Count == 0)
        {
            versions.Required("must specify one of v1, v1beta1");
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var version in versions.Items)
        {
            if (!seen.Add(version.Text)) version.Invalid("duplicate version");
            else version.InvalidEach(Names.Dns1035Label(version.Text));
        }
        if (!seen.Contains("v1") && !seen.Contains("v1beta1")) versions.Invalid("must include at least one of v1, v1beta1");
    }

    /// <summary>How a webhook is reached: by an address or by a service.</summary>
    public static void Client(Place client)
    {
        if (client["url"].Exists == client["service"].Exists) client.Required("exactly one of url or service is required");
        else if (client["url"].Exists) Address(client["url"]);
        else Service(client["service"]);
    }

    private static void Address(Place url)
    {
        if (!Uri.TryCreate(url.Text, UriKind.Absolute, out var address))
        {
            url.Invalid("", "'https' is the only allowed URL scheme" + UrlForm);
            url.Invalid("", "host must be specified" + UrlForm);
            return;
        }
        if (address.Scheme != "https") url.Invalid(address.Scheme, "'https' is the only allowed URL scheme" + UrlForm);
        if (address.Host.Length == 0) url.Invalid("", "host must be specified" + UrlForm);
        if (address.UserInfo.Length > 0) url.Invalid(address.UserInfo, "user information is not permitted in the URL");
        if (address.Fragment.Length > 0) url.Invalid(address.Fragment[1..], "fragments are not permitted in the URL");
        if (address.Query.Length > 0) url.Invalid(address.Query[1..], "query parameters are not permitted in the URL");
    }

    private static void Service(Place service)
    {
        service["name"].RequiredText("service name is required");
        service["namespace"].RequiredText("service namespace is required");
        var (port, path) = (service["port"], service["path"]);
        if (port.Exists && Names.PortNumber(port.Number) is { Length: > 0 } wrong) port.Invalid("port is not valid: " + string.Join(',', wrong));
        if (path.Text is "" or "/") return;
        if (path.Text == "//") path.Invalid("segment[0] may not be empty");
        else if (!path.Text.StartsWith('/')) path.Invalid("must start with a '/'");
        else Steps(path);
    }

    private static void Steps(Place path)
    {
        var steps = path.Text[1..].TrimEnd('/').Split('/');
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Length == 0) path.Invalid($"segment[{i}] may not be empty");
            else foreach (var wrong in Names.Dns1123Subdomain(steps[i])) path.Invalid($"segment[{i}]: {wrong}");
        }
    }
}
