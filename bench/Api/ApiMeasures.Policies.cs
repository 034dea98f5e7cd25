namespace Timonier.Api.Bench;

internal sealed partial class ApiMeasures
{
    private const string Policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private const string Bindings = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";

    /// <summary>Creates under none, one and ten validating policies, each with a variable and two validations that hold; none again at the end, for what the machine does meanwhile.</summary>
    public async Task PoliciesAsync(int count, int writers)
    {
        var present = 0;
        foreach (var wanted in (int[])[0, 1, 10, 0])
        {
            for (; present < wanted; present++) await AddPolicyAsync(present);
            while (present > wanted) await RemovePolicyAsync(--present);
            var meter = client.Meter();
            await InParallelAsync(count, writers, async i => await CreateAsync($"{prefix}-p-{i}"));
            table.Add($"creates under {wanted} policies, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
            await InParallelAsync(count, writers, async i => await DeleteAsync($"{prefix}-p-{i}"));
        }
    }

    private async Task AddPolicyAsync(int number)
    {
        await client.SendAsync(HttpMethod.Post, Policies, $$$"""
            {"metadata":{"name":"{{{prefix}}}-{{{number}}}"},"spec":{"matchConstraints":{"resourceRules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]},
            "variables":[{"name":"keys","expression":"object.data.map(k, k)"}],
            "validations":[{"expression":"variables.keys.all(k, k.matches('^[a-z]+$'))","message":"keys are lower case"},{"expression":"object.data.n.size() < 10 && request.namespace == 'default'"}]} }
            """, "application/json");
        await client.SendAsync(HttpMethod.Post, Bindings, $$$"""{"metadata":{"name":"{{{prefix}}}-{{{number}}}"},"spec":{"policyName":"{{{prefix}}}-{{{number}}}","validationActions":["Deny"]} }""", "application/json");
    }

    private async Task RemovePolicyAsync(int number)
    {
        foreach (var path in (string[])[Bindings, Policies])
        {
            using var response = await client.Http.DeleteAsync($"{path}/{prefix}-{number}");
            response.EnsureSuccessStatusCode();
        }
    }
}
