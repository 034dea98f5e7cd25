using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Authentication.Configuration;

/// <summary>Reads an <c>AuthenticationConfiguration</c> as strictly as upstream does: a field that nobody knows is a mistake, not a remark.</summary>
public static class AuthenticationConfigReader
{
    private const string Group = "apiserver.config.k8s.io/";
    private static readonly string[] Versions = [Group + "v1", Group + "v1beta1", Group + "v1alpha1"];

    /// <summary>The configuration, checked; or what is wrong with it.</summary>
    /// <param name="ownIssuers">Issuers of service-account tokens, whom no entry may claim to be.</param>
    public static (AuthenticationConfig? Config, string Fault) Read(ReadOnlyMemory<byte> yaml, IReadOnlyList<string> ownIssuers)
    {
        Node root;
        try
        {
            root = Yaml.ParseObject(yaml).ToDocument().Root;
        }
        catch (DocumentSyntaxException e)
        {
            return (null, e.Message);
        }
        if (!root["kind"u8].TextEquals("AuthenticationConfiguration"u8) || !Versions.Contains(root["apiVersion"u8].AsString()))
            return (null, $"an AuthenticationConfiguration of {Versions[0]} is expected, not {GoText.Quote(root["kind"u8].AsString())} of {GoText.Quote(root["apiVersion"u8].AsString())}");
        var fields = new StrictFields();
        var config = Config(root, fields);
        if (fields.Unknown.Count > 0) return (null, "strict decoding error: " + string.Join(", ", fields.Unknown.Select(u => $"unknown field {GoText.Quote(u)}")));
        var mistakes = AuthenticationConfigChecks.Mistakes(config, ownIssuers);
        return mistakes.Count == 0 ? (config, "") : (null, string.Join(", ", mistakes.Select(m => $"{m.Field}: {m.Message}")));
    }

    private static AuthenticationConfig Config(Node root, StrictFields fields)
    {
        fields.Check(root, "", "apiVersion", "kind", "jwt", "anonymous");
        var anonymous = root["anonymous"u8];
        fields.Check(anonymous, "anonymous", "enabled", "conditions");
        var paths = StrictFields.List(anonymous["conditions"u8], "anonymous.conditions", (condition, path) =>
        {
            fields.Check(condition, path, "path");
            return condition["path"u8].AsString();
        });
        return new AuthenticationConfig
        {
            Jwt = StrictFields.List(root["jwt"u8], "jwt", (entry, path) => Jwt(entry, path, fields)),
            Anonymous = anonymous.IsNullOrMissing ? null : new AnonymousConfig(anonymous["enabled"u8].AsBool(), paths),
        };
    }

    private static JwtConfig Jwt(Node entry, string path, StrictFields fields)
    {
        fields.Check(entry, path, "issuer", "claimValidationRules", "claimMappings", "userValidationRules");
        var mappings = entry["claimMappings"u8];
        fields.Check(mappings, path + ".claimMappings", "username", "groups", "uid", "extra");
        return new JwtConfig
        {
            Issuer = Issuer(entry["issuer"u8], path + ".issuer", fields),
            Username = Mapping("username", "prefix") ?? new ClaimMapping("", null, ""),
            Groups = Mapping("groups", "prefix"),
            Uid = Mapping("uid"),
            Extra = StrictFields.List(mappings["extra"u8], path + ".claimMappings.extra", (extra, place) =>
            {
                fields.Check(extra, place, "key", "valueExpression");
                return new ExtraMapping(extra["key"u8].AsString(), extra["valueExpression"u8].AsString());
            }),
            ClaimRules = StrictFields.List(entry["claimValidationRules"u8], path + ".claimValidationRules", (rule, place) =>
            {
                fields.Check(rule, place, "claim", "requiredValue", "expression", "message");
                return new ClaimRule(rule["claim"u8].AsString(), rule["requiredValue"u8].AsString(), rule["expression"u8].AsString(), rule["message"u8].AsString());
            }),
            UserRules = StrictFields.List(entry["userValidationRules"u8], path + ".userValidationRules", (rule, place) =>
            {
                fields.Check(rule, place, "expression", "message");
                return new UserRule(rule["expression"u8].AsString(), rule["message"u8].AsString());
            }),
        };

        ClaimMapping? Mapping(string name, params string[] further)
        {
            var mapping = mappings[name];
            fields.Check(mapping, $"{path}.claimMappings.{name}", ["claim", "expression", .. further]);
            return mapping is { IsObject: true, Count: > 0 }
                ? new ClaimMapping(mapping["claim"u8].AsString(), mapping["prefix"u8].AsStringOrNull(), mapping["expression"u8].AsString())
                : null;
        }
    }

    private static IssuerConfig Issuer(Node issuer, string path, StrictFields fields)
    {
        fields.Check(issuer, path, "url", "discoveryURL", "certificateAuthority", "audiences", "audienceMatchPolicy");
        return new IssuerConfig
        {
            Url = issuer["url"u8].AsString(),
            DiscoveryUrl = issuer["discoveryURL"u8].AsString(),
            CertificateAuthority = issuer["certificateAuthority"u8].AsString(),
            Audiences = StrictFields.List(issuer["audiences"u8], path + ".audiences", (audience, _) => audience.AsString()),
            AudienceMatchPolicy = issuer["audienceMatchPolicy"u8].AsString(),
        };
    }
}
