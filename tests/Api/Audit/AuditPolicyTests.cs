using System.Text;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Audit;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.Tests.Audit;

public sealed class AuditPolicyTests
{
    private const string Example = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - {level: None, users: ["system:kube-proxy"], verbs: [watch], resources: [{group: "", resources: [endpoints, services]}]}
        - {level: None, userGroups: ["system:authenticated"], nonResourceURLs: ["/api*", /version]}
        - {level: Request, resources: [{group: "", resources: [configmaps]}], namespaces: [kube-system]}
        - {level: RequestResponse, resources: [{group: "", resources: [configmaps], resourceNames: [controller-leader]}], omitStages: [ResponseStarted]}
        - {level: Metadata, resources: [{group: "", resources: [secrets, configmaps]}]}
        - {level: Request, resources: [{group: "", resources: ["pods/*"]}]}
        - {level: RequestResponse, resources: [{group: apps, resources: ["*/scale", deployments]}], omitManagedFields: true}
        - {level: Metadata, resources: [{group: batch}]}
        - {level: Request, namespaces: [""], verbs: [list]}
        """;

    [Theory]
    [InlineData("system:kube-proxy", "GET", "/api/v1/endpoints?watch=true", "")]
    [InlineData("system:kube-proxy", "GET", "/api/v1/endpoints", "Request")]
    [InlineData("someone", "GET", "/api/v1/endpoints?watch=true", "")]
    [InlineData("someone", "GET", "/apis", "")]
    [InlineData("someone", "GET", "/version", "")]
    [InlineData("someone", "GET", "/version/x", "")]
    [InlineData("someone", "POST", "/api/v1/namespaces/kube-system/configmaps", "Request")]
    [InlineData("someone", "PUT", "/api/v1/namespaces/default/configmaps/controller-leader", "RequestResponse -ResponseStarted")]
    [InlineData("someone", "PUT", "/api/v1/namespaces/default/configmaps/other", "Metadata")]
    [InlineData("someone", "GET", "/api/v1/namespaces/kube-system/secrets/x", "Metadata")]
    [InlineData("someone", "GET", "/api/v1/namespaces/default/pods/x", "Request")]
    [InlineData("someone", "GET", "/api/v1/namespaces/default/pods/x/log", "Request")]
    [InlineData("someone", "PUT", "/apis/apps/v1/namespaces/default/statefulsets/x/scale", "RequestResponse trimmed")]
    [InlineData("someone", "PUT", "/apis/apps/v1/namespaces/default/deployments/x", "RequestResponse trimmed")]
    [InlineData("someone", "PUT", "/apis/apps/v1/namespaces/default/statefulsets/x", "")]
    [InlineData("someone", "PUT", "/apis/batch/v1/namespaces/default/jobs/x/status", "Metadata")]
    [InlineData("someone", "GET", "/api/v1/nodes", "Request")]
    [InlineData("someone", "GET", "/api/v1/namespaces/default", "")]
    public void FirstRuleThatFits_Decides(string user, string method, string url, string decided)
    {
        var rule = Read(Example).RuleFor(Question(user, method, url));
        var told = rule is null ? "" : rule.Level
            + string.Concat(rule.Omitted.Where(s => s != AuditStage.RequestReceived).Select(s => $" -{s}"))
            + (rule.OmitsManagedFields ? " trimmed" : "");
        told.ShouldBe(decided);
        rule?.Omitted.ShouldContain(AuditStage.RequestReceived);
    }

    [Theory]
    [InlineData("GET", "/readyz/ping", "")]
    [InlineData("GET", "/metrics", "Metadata")]
    [InlineData("POST", "/api/v1/namespaces/default/secrets", "Metadata")]
    public void WithoutAPolicy_NoBodyIsEverTold(string method, string url, string level) =>
        (AuditPolicy.Default.RuleFor(Question("someone", method, url))?.Level.ToString() ?? "").ShouldBe(level);

    [Theory]
    [InlineData("{}", "a Policy of audit.k8s.io/v1 is expected, not  of ")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy}", "rules: at least one is required")]
    [InlineData("{apiVersion: audit.k8s.io/v1beta1, kind: Policy, rules: [{level: Metadata}]}", "a Policy of audit.k8s.io/v1 is expected, not Policy of audit.k8s.io/v1beta1")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: Everything}]}", "rules[0].level: 'Everything' is none of None, Metadata, Request, RequestResponse")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy, omitStages: [End], rules: [{level: None}]}", "omitStages: 'End' is none of RequestReceived, ResponseStarted, ResponseComplete, Panic")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: None, nonResourceURLs: [/a], namespaces: [b]}]}", "rules[0].nonResourceURLs: rules cannot apply to both regular resources and non-resource URLs")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: None, nonResourceURLs: [a]}]}", "rules[0].nonResourceURLs: 'a': must begin with a '/' character")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: None, nonResourceURLs: [/a*b]}]}", "rules[0].nonResourceURLs: '/a*b': non-resource URL wildcards '*' must be the final character of the rule")]
    public void PolicyThatCannotBe_IsExplained(string text, string mistake) => AuditPolicy.Read(Encoding.UTF8.GetBytes(text)).Mistake.ShouldBe(mistake);

    private static AuditPolicy Read(string text) => AuditPolicy.Read(Encoding.UTF8.GetBytes(text)).Policy!;

    private static AuditQuestion Question(string user, string method, string url)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        var at = url.IndexOf('?', StringComparison.Ordinal);
        context.Request.Path = at < 0 ? url : url[..at];
        context.Request.QueryString = new QueryString(at < 0 ? "" : url[at..]);
        return new AuditQuestion(new UserInfo(user, ["system:authenticated"]), RequestAim.Of(context.Request));
    }
}
