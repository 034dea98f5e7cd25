using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the group <c>networking.k8s.io</c>.</summary>
internal static class NetworkingRules
{
    private const string Group = "networking.k8s.io";
    private const int LongestController = 250;

    public static readonly KindRules[] Kinds =
    [
        new(Group, "NetworkPolicy", p => NetworkPolicyRules.Spec(p["spec"])),
        new(Group, "Ingress", IngressRules.Ingress) { Status = i => IngressRules.Addresses(i["status"]["loadBalancer"]["ingress"]) },
        new(Group, "IngressClass", c => IngressClass(c["spec"])),
        new(Group, "IPAddress", a => AddressRules.Parent(a["spec"]["parentRef"])) { Name = AddressRules.Name },
        new(Group, "ServiceCIDR", c => AddressRules.Ranges(c["spec"])),
    ];

    private static void IngressClass(Place spec)
    {
        spec["controller"].AtMostBytes(LongestController);
        DomainPath(spec["controller"]);
        spec["controller"].Immutable();
        var parameters = spec["parameters"];
        if (!parameters.Exists) return;
        IngressRules.Reference(parameters);
        var (scope, home) = (parameters["scope"], parameters["namespace"]);
        scope.Choice("Cluster", "Namespace");
        if (scope.Text == "Namespace")
        {
            if (!home.Exists) home.Required("`parameters.scope` is set to 'Namespace'");
            else home.InvalidEach(Kernel.Names.Dns1123Label(home.Text));
        }
        else if (scope.Text == "Cluster" && home.Exists) home.Forbidden("`parameters.scope` is set to 'Cluster'");
    }
}
