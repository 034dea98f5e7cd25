namespace Timonier.Cel;

/// <summary>Answers whether the requesting user, or a service account, may do something; for the variable <c>authorizer</c>.</summary>
public interface ICelAuthorizer
{
    CelDecision Check(CelAccess access);
}
