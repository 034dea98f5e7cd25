using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of Ingresses.</summary>
internal static class IngressRules
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";
    private static readonly string[] Confusing = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] ConfusingEnds = ["/..", "/."];

    public static void Ingress(Place ingress)
    {
        var spec = ingress["spec"];
        var rules = spec["rules"];
        if (rules.Count == 0 && !spec["defaultBackend"].Exists) spec.Add(FieldErrors.InvalidRaw(spec.Path, rules.Node.Exists ? "[]" : "null", "either `defaultBackend` or `rules` must be specified"));
        if (spec["defaultBackend"].Exists) Backend(spec["defaultBackend"]);
        foreach (var rule in rules.Items) Rule(rule);
        foreach (var tls in spec["tls"].Items)
        {
            foreach (var host in tls["hosts"].Items) Host(host);
            if (!Kept(tls["secretName"])) NameIn(tls["secretName"], Names.Dns1123Subdomain);
        }
        var name = spec["ingressClassName"];
        if (name.Exists) name.InvalidEach(Names.Dns1123Subdomain(name.Text));
        var annotation = ingress["metadata"]["annotations"][ClassAnnotation] with { Path = "annotations." + ClassAnnotation };
        if (!ingress.IsUpdate && annotation.Exists && name.Exists && annotation.Text != name.Text) annotation.Invalid("must match `ingressClassName` when both are specified");
    }

    private static void Host(Place host) =>
        host.InvalidEach(host.Text.Contains('*', StringComparison.Ordinal) ? Wildcard(host.Text) : Names.Dns1123Subdomain(host.Text));

    private static void Rule(Place rule)
    {
        var host = rule["host"];
        if (host.Text.Length > 0)
        {
            if (Names.IsIp(host.Text)) host.Invalid("must be a DNS name, not an IP address");
            // Stars in odd places were allowed once.
            if (!Kept(host) || !host.Text.Contains('*', StringComparison.Ordinal)) Host(host);
        }
        if (!rule["http"].Exists) return;
        var paths = rule["http"]["paths"];
        if (paths.Count == 0) paths.Required();
        foreach (var path in paths.Items) HttpPath(path);
    }

    private static void HttpPath(Place item)
    {
        var (type, path) = (item["pathType"], item["path"]);
        if (!type.Exists)
        {
            type.Required("pathType must be specified");
            return;
        }
        var absolute = path.Text.StartsWith('/');
        switch (type.Text)
        {
            case "Exact" or "Prefix":
                if (!absolute) path.Invalid(path.Text, "must be an absolute path");
                foreach (var part in Confusing.Where(c => path.Text.Contains(c, StringComparison.Ordinal))) path.Invalid($"must not contain '{part}'");
                foreach (var end in ConfusingEnds.Where(c => path.Text.EndsWith(c, StringComparison.Ordinal))) path.Invalid($"cannot end with '{end}'");
                break;
            case "ImplementationSpecific":
                if (path.Text.Length > 0 && !absolute) path.Invalid("must be an absolute path");
                break;
            default:
                type.NotSupported("Exact", "ImplementationSpecific", "Prefix");
                break;
        }
        Backend(item["backend"]);
    }

    private static void Backend(Place backend)
    {
        var (resource, service) = (backend["resource"], backend["service"]);
        if (resource.Exists && service.Exists) backend.Invalid("", "cannot set both resource and service backends");
        else if (resource.Exists) Reference(resource);
        else if (service.Exists) ServiceBackend(backend, service);
        else backend.Invalid("", "resource or service backend is required");
    }

    private static void ServiceBackend(Place backend, Place service)
    {
        service["name"].RequiredText(Names.Dns1035Label);
        var (name, number) = (service["port"]["name"], service["port"]["number"]);
        if (name.Text.Length > 0 && number.Number != 0) backend.Invalid("", "cannot set both port name & port number");
        else if (name.Text.Length > 0) name.InvalidEach(Names.PortName(name.Text));
        else if (number.Number != 0) number.InvalidEach(Names.PortNumber(number.Number));
        else backend.Required("port name or number is required");
    }

    /// <summary>A reference to an object of some kind in the same namespace.</summary>
    public static void Reference(Place reference)
    {
        if (reference["apiGroup"].Exists) reference["apiGroup"].InvalidEach(Names.Dns1123Subdomain(reference["apiGroup"].Text));
        foreach (var field in (string[])["kind", "name"])
        {
            if (reference[field].Text.Length == 0) reference[field].Required($"{field} is required");
            else reference[field].InvalidEach(PathSegment(reference[field].Text));
        }
    }

    /// <summary>The addresses in a status.</summary>
    public static void Addresses(Place addresses)
    {
        foreach (var address in addresses.Items)
        {
            NameIn(address["ip"], Names.Ip);
            var host = address["hostname"];
            if (host.Text.Length == 0) continue;
            host.InvalidEach(Names.Dns1123Subdomain(host.Text));
            if (Names.IsIp(host.Text)) host.Invalid("must be a DNS name, not an IP address");
        }
    }
}
