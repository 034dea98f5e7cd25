using System.Globalization;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Reads;
using Timonier.Contracts.Store;
using Timonier.Kernel;

namespace Timonier.Api.History;

/// <summary>Behind which revision, or which moment, somebody wants to know what happened; neither for all that is kept.</summary>
public sealed record HistoryStart(long? Revision, DateTimeOffset? Moment)
{
    private static readonly HistoryStart Everything = new(null, null);

    internal static (HistoryStart Start, Status? Failure) Of(IQueryCollection query)
    {
        if (query["after"].ToString() is { Length: > 0 } version)
            return ObjectReader.Revision(version, out var revision) is { } wrong ? (Everything, wrong) : (new HistoryStart(revision, null), null);
        if (query["since"].ToString() is not { Length: > 0 } text) return (Everything, null);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? (new HistoryStart(null, moment), null)
            : (Everything, Status.BadRequest($"since: {GoText.Quote(text)} is not a time such as 2026-01-31T12:00:00Z"));
    }

    /// <exception cref="RevisionCompactedException">It lies before the kept history.</exception>
    internal long In(IRevisionStore store) => Moment is { } moment ? store.RevisionAt(moment) : Revision ?? store.CompactedRevision;
}
