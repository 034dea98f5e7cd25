using Timonier.Api.Authorization;
using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>Refusals of authorization in upstream's words.</summary>
internal static class Forbidden
{
    public static Status For(AuthorizationAttributes asked, string reason)
    {
        var why = asked.NonResourcePath.Length > 0
            ? $"User \"{asked.User.Name}\" cannot {asked.Verb} path \"{asked.NonResourcePath}\""
            : $"User \"{asked.User.Name}\" cannot {asked.Verb} resource \"{Resource(asked)}\" in API group \"{asked.Group}\"{Scope(asked)}";
        if (reason.Length > 0) why += ": " + reason;
        return Status.Forbidden(new ResourceName(asked.Group, asked.Version, asked.Resource), asked.Name, why);
    }

    private static string Resource(AuthorizationAttributes asked) => asked.Subresource.Length > 0 ? $"{asked.Resource}/{asked.Subresource}" : asked.Resource;

    private static string Scope(AuthorizationAttributes asked) => asked.Namespace.Length > 0 ? $" in the namespace \"{asked.Namespace}\"" : " at the cluster scope";
}
