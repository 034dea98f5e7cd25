namespace Timonier.Api.Pipeline;

/// <summary>What to do about fields that the kind does not have, and about fields named twice.</summary>
public enum FieldValidation { Ignore, Warn, Strict }
