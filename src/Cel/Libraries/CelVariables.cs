using Timonier.Cel.Libraries;

namespace Timonier.Cel;

/// <summary>Types and values of variables that are more than data.</summary>
public static class CelVariables
{
    /// <summary>The type of the variable <c>authorizer</c>.</summary>
    public static CelType AuthorizerType => AuthorizerLibrary.AuthorizerType;

    /// <summary>The type of <c>authorizer.requestResource</c>: a question about the request's own resource.</summary>
    public static CelType ResourceCheckType => AuthorizerLibrary.ResourceType;

    public static CelValue Authorizer(ICelAuthorizer authorizer) => AuthorizerLibrary.Ask(AuthorizerType, authorizer, new CelAccess());

    /// <summary>A question of which all but the verb is already said.</summary>
    public static CelValue ResourceCheck(ICelAuthorizer authorizer, CelAccess access) => AuthorizerLibrary.Ask(ResourceCheckType, authorizer, access);
}
