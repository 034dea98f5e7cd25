using Timonier.Contracts.Cluster;

namespace Timonier.Api.Authorization;

/// <summary>
/// Members of system:masters may do everything, whatever roles say: they are the way back from a mistake in them.
/// Everybody else is judged by several, the first that allows decides; a refusal tells what each had to say.
/// </summary>
public sealed class AuthorizerChain(params IReadOnlyList<IAuthorizer> judges) : IAuthorizer, IRuleLister
{
    public const string Masters = "system:masters";

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation)
    {
        if (attributes.User.Groups.Contains(Masters)) return new AuthorizationDecision(true);
        var reasons = "";
        foreach (var judge in judges)
        {
            var decision = await judge.AuthorizeAsync(attributes, cancellation);
            if (decision.Allowed) return decision;
            if (decision.Reason.Length > 0) reasons += (reasons.Length > 0 ? "\n" : "") + decision.Reason;
        }
        return new AuthorizationDecision(false, reasons);
    }

    public async ValueTask<RuleList> RulesForAsync(UserInfo user, string @namespace, CancellationToken cancellation)
    {
        var all = new RuleList([]);
        foreach (var lister in judges.OfType<IRuleLister>())
        {
            var own = await lister.RulesForAsync(user, @namespace, cancellation);
            var fault = all.Fault.Length > 0 && own.Fault.Length > 0 ? $"[{all.Fault}, {own.Fault}]" : all.Fault + own.Fault;
            all = new RuleList([.. all.Rules, .. own.Rules], fault, all.Incomplete || own.Incomplete);
        }
        return all;
    }
}
