using Timonier.Api.Admission;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Api.Pipeline;
using Timonier.Api.Writes;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Reviews;

/// <summary>Kinds that are questions: posted, answered, never stored.</summary>
internal sealed class ReviewAnswers(AdmissionChain admission, IAuthorizer authorizer, ITokenReviewer? tokens, TimeProvider time)
{
    public static bool Answers(Kind kind) => kind.Group is "authorization.k8s.io" or "authentication.k8s.io";

    public async ValueTask<ApiAnswer> AnswerAsync(ApiCall call, CancellationToken cancellation)
    {
        var warnings = new List<string>();
        var body = call.Body!;
        if (WriteChecks.Decode(call.Kind, body, call.Repeated, call.Validation, warnings) is { } malformed) return malformed;
        // Webhooks are asked about questions too; policies are not, since they could lock everybody out.
        var wish = new AdmissionCall(call, AdmissionOperation.Create, body, old: null);
        if (await admission.ChangeAsync(wish, cancellation) is { } unwanted) return ((ApiAnswer)unwanted).Warning(wish.Warnings);
        body = wish.Body!;
        if (ReviewChecks.Refusal(call, body) is { } refused) return refused;
        if (await admission.CheckAsync(wish, cancellation) is { } unwelcome) return ((ApiAnswer)unwelcome).Warning(wish.Warnings);
        var status = call.Kind.Name switch
        {
            "SelfSubjectReview" => new DraftObject { ["userInfo"] = Person(call.User) },
            "SelfSubjectAccessReview" => await AccessAsync(call.User, body.Object("spec"), cancellation),
            "SelfSubjectRulesReview" => await RulesAsync(call.User, body.Object("spec").String("namespace"), cancellation),
            "TokenReview" => await TokenAsync(body.Object("spec"), cancellation),
            _ => await AccessAsync(Subject(body.Object("spec")), body.Object("spec"), cancellation),
        };
        var metadata = body.Object("metadata");
        if (call.Kind.Name == "SelfSubjectReview") metadata["creationTimestamp"] = time.GetUtcNow();
        body["status"] = status;
        return ApiAnswer.Of(body.ToDocument(), 201).Warning([.. warnings, .. wish.Warnings]);
    }

    private async ValueTask<DraftObject> AccessAsync(UserInfo user, DraftObject spec, CancellationToken cancellation)
    {
        var attributes = new AuthorizationAttributes { User = user, Verb = "" };
        if (spec["resourceAttributes"] is DraftObject resource)
        {
            attributes = attributes with
            {
                Verb = resource.String("verb"),
                Group = resource.String("group"),
                Version = resource.String("version"),
                Resource = resource.String("resource"),
                Subresource = resource.String("subresource"),
                Namespace = resource.String("namespace"),
                Name = resource.String("name"),
            };
        }
        else if (spec["nonResourceAttributes"] is DraftObject path)
        {
            attributes = attributes with { Verb = path.String("verb"), NonResourcePath = path.String("path") };
        }
        var decision = await authorizer.AuthorizeAsync(attributes, cancellation);
        var status = new DraftObject { ["allowed"] = decision.Allowed };
        if (decision.Reason.Length > 0) status["reason"] = decision.Reason;
        return status;
    }

    private async ValueTask<DraftObject> RulesAsync(UserInfo user, string @namespace, CancellationToken cancellation)
    {
        var (resources, paths) = (new DraftArray(), new DraftArray());
        var rules = authorizer is IRuleLister lister ? await lister.RulesForAsync(user, @namespace, cancellation) : new RuleList([], Incomplete: true);
        foreach (var rule in rules.Rules)
        {
            if (rule.NonResourceUrls.Count > 0)
            {
                paths.Add(new DraftObject { ["verbs"] = DraftArray.OfTexts(rule.Verbs), ["nonResourceURLs"] = DraftArray.OfTexts(rule.NonResourceUrls) });
                continue;
            }
            var told = new DraftObject { ["verbs"] = DraftArray.OfTexts(rule.Verbs), ["apiGroups"] = DraftArray.OfTexts(rule.Groups), ["resources"] = DraftArray.OfTexts(rule.Resources) };
            if (rule.ResourceNames.Count > 0) told["resourceNames"] = DraftArray.OfTexts(rule.ResourceNames);
            resources.Add(told);
        }
        var status = new DraftObject { ["resourceRules"] = resources, ["nonResourceRules"] = paths, ["incomplete"] = rules.Incomplete };
        if (rules.Fault.Length > 0) status["evaluationError"] = rules.Fault;
        return status;
    }

    private async ValueTask<DraftObject> TokenAsync(DraftObject spec, CancellationToken cancellation)
    {
        if (tokens is null) return new DraftObject { ["error"] = "this server does not review tokens" };
        var audiences = (spec["audiences"] as DraftArray ?? []).Select(a => a.AsString()).ToList();
        var result = await tokens.ReviewAsync(spec.String("token"), audiences, cancellation);
        if (result.User is null) return new DraftObject { ["user"] = new DraftObject(), ["error"] = result.Error.Length > 0 ? result.Error : RequestAuthenticator.UnknownToken };
        return new DraftObject { ["authenticated"] = true, ["user"] = Person(result.User), ["audiences"] = DraftArray.OfTexts(result.Audiences) };
    }

    private static UserInfo Subject(DraftObject spec) => new(spec.String("user"), [.. (spec["groups"] as DraftArray ?? []).Select(g => g.AsString())]) { Uid = spec.String("uid") };

    private static DraftObject Person(UserInfo user)
    {
        var person = new DraftObject { ["username"] = user.Name };
        if (user.Uid.Length > 0) person["uid"] = user.Uid;
        person["groups"] = DraftArray.OfTexts(user.Groups);
        if (user.Extra.Count == 0) return person;
        foreach (var (key, values) in user.Extra) person.Object("extra")[key] = DraftArray.OfTexts(values);
        return person;
    }
}
