namespace Timonier.Api.Authentication.Configuration;

/// <param name="Expression">Its value: a text, or a list of texts.</param>
public sealed record ExtraMapping(string Key, string Expression);
