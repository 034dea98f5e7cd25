using System.Text.RegularExpressions;
using Timonier.Api.Authentication.Configuration;
using Timonier.Cel;
using Timonier.Kernel;

namespace Timonier.Api.Authentication.Oidc;

/// <summary>The expressions of one issuer, compiled: over <c>claims</c> for what a token says, over <c>user</c> for whom it has become.</summary>
internal sealed partial class ClaimExpressions
{
    private const string Email = "email";
    private const string EmailVerified = "email_verified";
    private static readonly CelType Claims = CelType.Map(CelType.String, CelType.Dyn);

    private ClaimExpressions() { }

    public CelProgram? Username { get; private init; }
    public CelProgram? Groups { get; private init; }
    public CelProgram? Uid { get; private init; }
    public IReadOnlyList<CelProgram?> Extra { get; private init; } = [];

    /// <summary>One for each rule; null for a rule about a claim's value.</summary>
    public IReadOnlyList<CelProgram?> ClaimRules { get; private init; } = [];
    public IReadOnlyList<CelProgram?> UserRules { get; private init; } = [];
    public IReadOnlyList<StatusCause> Mistakes { get; private init; } = [];

    public static ClaimExpressions Compile(JwtConfig config, string path)
    {
        var mistakes = new List<StatusCause>();
        var ofClaims = new CelEnvironment().Declare("claims", Claims);
        var ofUser = new CelEnvironment().Declare("user", CelRequestTypes.UserInfo);
        var compiled = new ClaimExpressions
        {
            Username = Program(ofClaims, config.Username.Expression, path + ".claimMappings.username.expression"),
            Groups = Program(ofClaims, config.Groups?.Expression, path + ".claimMappings.groups.expression"),
            Uid = Program(ofClaims, config.Uid?.Expression, path + ".claimMappings.uid.expression"),
            Extra = [.. config.Extra.Select((e, i) => Program(ofClaims, e.Expression, $"{path}.claimMappings.extra[{i}].valueExpression"))],
            ClaimRules = [.. config.ClaimRules.Select((r, i) => Program(ofClaims, r.Expression, $"{path}.claimValidationRules[{i}].expression", condition: true))],
            UserRules = [.. config.UserRules.Select((r, i) => Program(ofUser, r.Expression, $"{path}.userValidationRules[{i}].expression", condition: true))],
            Mistakes = mistakes,
        };
        if (UsesUnverifiedEmail(config))
            mistakes.Add(FieldErrors.Invalid(path + ".claimMappings.username.expression", config.Username.Expression, "claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression"));
        return compiled;

        CelProgram? Program(CelEnvironment environment, string? text, string place, bool condition = false)
        {
            if (text is null or "") return null;
            var compilation = environment.Compile(text);
            if (compilation.Program is not { } program) mistakes.Add(FieldErrors.Invalid(place, text, compilation.Failure));
            else if (condition && !program.ResultType.Equals(CelType.Bool)) mistakes.Add(FieldErrors.Invalid(place, text, "must evaluate to bool"));
            else return program;
            return null;
        }
    }

    // Who may enter any address with the issuer must not become its owner here.
    private static bool UsesUnverifiedEmail(JwtConfig config) => Reads(config.Username.Expression, Email)
        && !Reads(config.Username.Expression, EmailVerified)
        && !config.Extra.Any(e => Reads(e.Expression, EmailVerified))
        && !config.ClaimRules.Any(r => Reads(r.Expression, EmailVerified));

    private static bool Reads(string expression, string claim) => ClaimRead().Matches(expression).Any(m => m.Groups[1].Value == claim);

    [GeneratedRegex("""\bclaims\s*(?:\.\s*\??\s*|\[\s*\??\s*['"])([A-Za-z0-9_]+)""")]
    private static partial Regex ClaimRead();
}
