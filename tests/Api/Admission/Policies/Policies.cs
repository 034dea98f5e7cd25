using Timonier.Documents;

namespace Timonier.Api.Tests.Admission.Policies;

/// <summary>Shorthand for policies, written as JSON with backticks for quotes, and for config maps that they look at.</summary>
internal static class Policies
{
    public const string Group = "/apis/admissionregistration.k8s.io/v1/";
    public const string Maps = "/api/v1/namespaces/default/configmaps";
    public const string MapRule = "{`operations`:[`*`],`apiGroups`:[``],`apiVersions`:[`v1`],`resources`:[`configmaps`]}";

    public static string Json(string text) => text.Replace('`', '"');

    /// <summary>Puts a validating policy and a binding of it into force.</summary>
    /// <param name="server">The server.</param>
    /// <param name="spec">The policy's own fields, without its constraints.</param>
    /// <param name="binding">Further fields of the binding, each with a comma before it.</param>
    /// <param name="actions">What a failure does.</param>
    /// <param name="name">The policy's name, which is the binding's too.</param>
    /// <param name="constraints">Which writes the policy is about; of config maps unless said otherwise.</param>
    public static async Task ValidateAsync(this ApiServer server, string spec, string binding = "", string actions = "`Deny`", string name = "guard", string constraints = $"`resourceRules`:[{MapRule}]")
    {
        await server.MakeAsync("validatingadmissionpolicies", name, $"`matchConstraints`:{{{constraints}}},{spec}");
        await server.MakeAsync("validatingadmissionpolicybindings", name, $"`policyName`:`{name}`,`validationActions`:[{actions}]{binding}");
    }

    /// <summary>Puts a mutating policy and a binding of it into force.</summary>
    public static async Task MutateAsync(this ApiServer server, string mutation, string binding = "", string name = "helper", string reinvocation = "Never", string constraints = $"`resourceRules`:[{MapRule}]", string more = "")
    {
        await server.MakeAsync("mutatingadmissionpolicies", name, $"`matchConstraints`:{{{constraints}}},`reinvocationPolicy`:`{reinvocation}`,`mutations`:[{mutation}]{more}");
        await server.MakeAsync("mutatingadmissionpolicybindings", name, $"`policyName`:`{name}`{binding}");
    }

    /// <summary>A mutation by an object that is laid over the whole.</summary>
    public static string Apply(string expression) => $"{{`patchType`:`ApplyConfiguration`,`applyConfiguration`:{{`expression`:`{expression}`}}}}";

    /// <summary>A mutation by a list of patches.</summary>
    public static string Patch(string expression) => $"{{`patchType`:`JSONPatch`,`jsonPatch`:{{`expression`:`{expression}`}}}}";

    public static async Task MakeAsync(this ApiServer server, string plural, string name, string spec)
    {
        var (code, answer) = await server.SendAsync(HttpMethod.Post, Group + plural, Json($"{{`metadata`:{{`name`:`{name}`}},`spec`:{{{spec}}}}}"));
        code.ShouldBe(201, answer.ToString());
    }

    public static Task<(int Code, Document Body)> MapAsync(this ApiServer server, string name, string data = "`size`:`1`", string metadata = "", string user = "admin") =>
        server.SendAsync(HttpMethod.Post, Maps, Json($"{{`metadata`:{{`name`:`{name}`{metadata}}},`data`:{{{data}}}}}"), user: user);

    /// <summary>The message of a refusal; empty when the map is taken.</summary>
    public static async Task<string> RefusalAsync(this ApiServer server, string name = "m", string data = "`size`:`1`", string metadata = "")
    {
        var (code, answer) = await server.MapAsync(name, data, metadata);
        if (code == 201) return "";
        answer.Kind.ShouldBe("Status");
        return answer.Root["message"u8].AsString();
    }
}
