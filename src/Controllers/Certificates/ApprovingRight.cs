namespace Timonier.Controllers.Certificates;

/// <summary>A right to create this subresource of certificate requests, and what the approval says when it was found.</summary>
public sealed record ApprovingRight(string Subresource, string Message);
