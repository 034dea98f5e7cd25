using System.Collections.Immutable;

namespace Timonier.Kernel;

public sealed partial record Status
{
    public const string ModifiedMeanwhile = "the object has been modified; please apply your changes to the latest version and try again";

    public static Status NotFound(ResourceName resource, string name) =>
        new(404, "NotFound", $"{resource.Qualified} {GoText.Quote(name)} not found") { Details = About(resource, name) };

    /// <summary>For a path that leads to no resource at all.</summary>
    public static Status UnknownResource() => new(404, "NotFound", "the server could not find the requested resource") { Details = new StatusDetails() };

    public static Status AlreadyExists(ResourceName resource, string name) =>
        new(409, "AlreadyExists", $"{resource.Qualified} {GoText.Quote(name)} already exists") { Details = About(resource, name) };

    public static Status GenerateNameConflict(ResourceName resource, string name, int retryAfterSeconds) =>
        new(409, "AlreadyExists", $"{resource.Qualified} {GoText.Quote(name)} already exists, the server was not able to generate a unique name for the object")
        {
            Details = About(resource, name) with { RetryAfterSeconds = retryAfterSeconds },
        };

    public static Status Conflict(ResourceName resource, string name, string why = ModifiedMeanwhile) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource.Qualified} {GoText.Quote(name)}: {why}") { Details = About(resource, name) };

    /// <summary>Another field manager owns what an apply wants to set.</summary>
    public static Status ApplyConflict(string message, ImmutableArray<StatusCause> causes) =>
        new(409, "Conflict", message) { Details = new StatusDetails { Causes = causes } };

    /// <summary>Fails validation; each cause's message is without its field, the whole message names both.</summary>
    public static Status Invalid(string group, string kind, string name, IEnumerable<StatusCause> causes)
    {
        var all = causes.ToImmutableArray();
        var told = all.Select(c => $"{c.Field}: {c.Message}").Distinct(StringComparer.Ordinal).ToArray();
        var qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        var why = told.Length switch { 0 => "", 1 => ": " + told[0], _ => $": [{string.Join(", ", told)}]" };
        return new Status(422, "Invalid", $"{qualified} {GoText.Quote(name)} is invalid{why}")
        {
            Details = new StatusDetails { Group = group, Kind = kind, Name = name, Causes = all },
        };
    }

    public static Status BadRequest(string message) => new(400, "BadRequest", message);

    public static Status Unauthorized(string message = "Unauthorized") => new(401, "Unauthorized", message);

    public static Status Forbidden(ResourceName resource, string name, string why) =>
        new(403, "Forbidden", resource.Plural is not { Length: > 0 } ? $"forbidden: {why}"
            : name.Length == 0 ? $"{resource.Qualified} is forbidden: {why}"
            : $"{resource.Qualified} {GoText.Quote(name)} is forbidden: {why}")
        {
            Details = About(resource, name),
        };

    public static Status MethodNotSupported(ResourceName resource, string action) =>
        new(405, "MethodNotAllowed", $"{action} is not supported on resources of kind {GoText.Quote(resource.Qualified)}") { Details = About(resource, "") };

    public static Status MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource") { Details = new StatusDetails() };

    /// <param name="offered">The media types that could be answered with.</param>
    public static Status NotAcceptable(IEnumerable<string> offered) =>
        new(406, "NotAcceptable", "only the following media types are accepted: " + string.Join(", ", offered));

    /// <param name="accepted">The media types that could be read.</param>
    public static Status UnsupportedMediaType(IEnumerable<string> accepted) =>
        new(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: " + string.Join(", ", accepted));

    public static Status TooLarge(string why) => new(413, "RequestEntityTooLarge", "Request entity too large: " + why);

    public static Status TooLarge(long limit) => TooLarge($"limit is {limit}");

    public static Status Expired(string message) => new(410, "Expired", message);

    public static Status Gone(string message) => new(410, "Gone", message);

    /// <summary>A watch or list from a revision that is compacted away.</summary>
    public static Status TooOldRevision(long asked, long oldest) => Expired($"too old resource version: {asked} ({oldest})");

    public static Status Timeout(string message, int retryAfterSeconds = 0) =>
        new(504, "Timeout", "Timeout: " + message) { Details = new StatusDetails { RetryAfterSeconds = retryAfterSeconds } };

    public static Status ServerTimeout(ResourceName resource, string operation, int retryAfterSeconds) =>
        new(500, "ServerTimeout", $"The {operation} operation against {resource.Qualified} could not be completed at this time, please try again.")
        {
            Details = About(resource, operation) with { RetryAfterSeconds = retryAfterSeconds },
        };

    public static Status TooManyRequests(string message, int retryAfterSeconds = 1) =>
        new(429, "TooManyRequests", message) { Details = new StatusDetails { RetryAfterSeconds = retryAfterSeconds } };

    public static Status ServiceUnavailable(string message) => new(503, "ServiceUnavailable", message);

    public static Status InternalError(string why) => new(500, "InternalError", "Internal error occurred: " + why)
    {
        Details = new StatusDetails { Causes = [new StatusCause("", why, "")] },
    };

    private static StatusDetails About(ResourceName resource, string name) =>
        new() { Name = name, Group = resource.Group ?? "", Kind = resource.Plural ?? "" };
}
