using Timonier.Api.Authentication.Configuration;
using Timonier.Cel;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Authentication.Oidc;

/// <summary>From the claims of a token that holds to the user it names, by the rules of its issuer.</summary>
internal sealed class ClaimMapper(JwtConfig config)
{
    private const string Authenticated = "system:authenticated";
    private readonly ClaimExpressions expressions = ClaimExpressions.Compile(config, "jwt");

    public (UserInfo? User, string Fault) Map(Node claims)
    {
        try
        {
            var variables = new CelActivation().With("claims", CelDocument.Wrap(claims, CelType.Map(CelType.String, CelType.Dyn)));
            CheckClaims(claims, variables);
            var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            for (var i = 0; i < config.Extra.Count; i++)
                if (Texts(expressions.Extra[i]!, variables, "extra") is { Count: > 0 } values) extra[config.Extra[i].Key] = values;
            if (claims["jti"u8].AsString() is { Length: > 0 } id) extra[RequestAuthenticator.CredentialId] = [$"JTI={id}"];
            var user = new UserInfo(Username(claims, variables), Groups(claims, variables)) { Uid = Uid(claims, variables), Extra = extra };
            CheckUser(user);
            return (user.Groups.Contains(Authenticated) ? user : user with { Groups = [.. user.Groups, Authenticated] }, "");
        }
        catch (ClaimException e)
        {
            return (null, "oidc: " + e.Message);
        }
    }

    private void CheckClaims(Node claims, CelActivation variables)
    {
        for (var i = 0; i < config.ClaimRules.Count; i++)
        {
            var rule = config.ClaimRules[i];
            if (expressions.ClaimRules[i] is { } program) Demand(program, variables, rule.Message);
            else if (!claims[rule.Claim].Exists) throw new ClaimException($"required claim {rule.Claim} not present in ID token");
            else if (!claims[rule.Claim].IsString) throw new ClaimException($"parse claim {rule.Claim}: it is no text");
            else if (claims[rule.Claim].AsString() is var got && got != rule.RequiredValue)
                throw new ClaimException($"required claim {rule.Claim} value does not match. Got = {GoText.Quote(got)}, want = {GoText.Quote(rule.RequiredValue)}");
        }
    }

    private string Username(Node claims, CelActivation variables)
    {
        string name;
        if (expressions.Username is { } program)
        {
            name = Texts(program, variables, "username") is [var only] ? only : "";
        }
        else
        {
            var claim = config.Username.Claim;
            if (!claims[claim].IsString) throw new ClaimException($"parse username claims {GoText.Quote(claim)}: claim not present or no text");
            if (claim == "email" && claims["email_verified"u8] is { Exists: true } verified && !verified.AsBool()) throw new ClaimException("email not verified");
            name = claims[claim].AsString();
        }
        if (name.Length == 0) throw new ClaimException("the username is empty");
        return config.Username.Prefix + name;
    }

    private List<string> Groups(Node claims, CelActivation variables)
    {
        if (config.Groups is not { } mapping) return [];
        if (expressions.Groups is { } program) return Texts(program, variables, "groups");
        var claim = claims[mapping.Claim];
        if (!claim.Exists) return [];
        var groups = new List<string>();
        if (claim.IsString) groups.Add(mapping.Prefix + claim.AsString());
        else if (!claim.IsArray) throw Unreadable();
        foreach (var item in claim.Items) groups.Add(item.IsString ? mapping.Prefix + item.AsString() : throw Unreadable());
        return groups;

        ClaimException Unreadable() => new($"parse groups claim {GoText.Quote(mapping.Claim)}: neither a text nor a list of texts");
    }

    private string Uid(Node claims, CelActivation variables)
    {
        if (config.Uid is not { } mapping) return "";
        if (expressions.Uid is { } program) return Texts(program, variables, "uid") is [var only] ? only : throw new ClaimException("the uid expression gives no text");
        return claims[mapping.Claim].IsString ? claims[mapping.Claim].AsString() : throw new ClaimException($"parse uid claim {GoText.Quote(mapping.Claim)}: claim not present or no text");
    }

    private void CheckUser(UserInfo user)
    {
        if (config.UserRules.Count == 0) return;
        var (groups, extra) = (DraftArray.OfTexts(user.Groups), new DraftObject());
        foreach (var (key, values) in user.Extra) extra[key] = DraftArray.OfTexts(values);
        var told = new DraftObject { ["username"] = user.Name, ["uid"] = user.Uid, ["groups"] = groups, ["extra"] = extra }.ToDocument().Root;
        var variables = new CelActivation().With("user", CelDocument.Wrap(told, CelRequestTypes.UserInfo));
        for (var i = 0; i < config.UserRules.Count; i++) Demand(expressions.UserRules[i]!, variables, config.UserRules[i].Message);
    }

    private static void Demand(CelProgram rule, CelActivation variables, string message)
    {
        var result = rule.Evaluate(variables);
        if (result.Error is { } error) throw new ClaimException($"validation expression {GoText.Quote(rule.Text)} failed: {error.Message}");
        if (!result.Value.AsBool()) throw new ClaimException(message.Length > 0 ? $"validation expression {GoText.Quote(rule.Text)} failed: {message}" : $"validation expression {GoText.Quote(rule.Text)} failed");
    }

    /// <summary>A text, a list of texts, or nothing; empty texts count as nothing.</summary>
    private static List<string> Texts(CelProgram program, CelActivation variables, string part)
    {
        var value = program.Evaluate(variables).Value;
        if (value.IsError) throw new ClaimException($"{part} expression {GoText.Quote(program.Text)} failed: {value.AsError().Message}");
        var texts = new List<string>();
        if (value.Kind == CelKind.String) texts.Add(value.AsString());
        else if (value.Kind == CelKind.List)
            for (var i = 0; i < value.AsList().Count; i++) texts.Add(value.AsList()[i] is { Kind: CelKind.String } item ? item.AsString() : throw Unreadable());
        else if (value.Kind != CelKind.Null) throw Unreadable();
        texts.RemoveAll(t => t.Length == 0);
        return texts;

        ClaimException Unreadable() => new($"{part} expression {GoText.Quote(program.Text)} gives neither a text nor a list of texts");
    }

    private sealed class ClaimException(string message) : Exception(message);
}
