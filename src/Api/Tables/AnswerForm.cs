namespace Timonier.Api.Tables;

/// <summary>What a client wants objects turned into.</summary>
internal enum AnswerForm { Whole, Table, Metadata, MetadataList }
