using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Timonier.Api.Admission;
using Timonier.Api.Admission.Matching;
using Timonier.Api.Admission.Policies;
using Timonier.Api.Admission.Requests;
using Timonier.Api.Admission.Webhooks;
using Timonier.Api.Audit;
using Timonier.Api.Authorization;
using Timonier.Api.CustomResources;
using Timonier.Api.Health;
using Timonier.Api.History;
using Timonier.Api.Reads;
using Timonier.Api.Reviews;
using Timonier.Api.Services;
using Timonier.Api.Storage;
using Timonier.Api.Subresources;
using Timonier.Api.Versions;
using Timonier.Api.Watches;
using Timonier.Api.Webhooks;
using Timonier.Api.Writes;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Pipeline;

/// <summary>The API without a transport: who calls it has an authenticated user and decoded values.</summary>
internal sealed class ApiCore
{
    private readonly IRevisionStore store;
    private readonly IKindSource kinds;
    private readonly KindStores stores;
    private readonly AccessCheck access;
    private readonly ObjectReader reader;
    private readonly ObjectWriter writer;
    private readonly ObjectWatch watch;
    private readonly ChangeHistory history;
    private readonly ReviewAnswers reviews;
    private readonly ObjectSubresources subresources;
    private readonly ServiceAllocations services;
    private readonly ConvertedCalls converted;
    private readonly ComponentStatuses components;

    public ApiCore(IRevisionStore store, IKindSource kinds, TimeProvider time, IIdSource ids, IAuthorizer authorizer, ApiConfig config)
    {
        this.store = store;
        components = new ComponentStatuses(store);
        access = new AccessCheck(authorizer);
        this.kinds = kinds;
        converted = new ConvertedCalls(ExecuteAsync);
        services = new ServiceAllocations(config, ids);
        var objects = new StoredObjects(store, kinds);
        var caller = new WebhookCaller(objects, config.Pods, ids, time);
        var conversion = new VersionConversion(new ConversionWebhook(caller, ids));
        stores = new KindStores(store, conversion);
        reader = new ObjectReader(stores);
        var admission = new AdmissionChain(store, kinds, ids, time, access, config, Outside(objects, caller, conversion, authorizer, ids));
        writer = new ObjectWriter(stores, time, ids, admission, new ServiceReservations(store, kinds, services, new ServiceRanges(store, kinds, config), config.HasSiblings), access, new RoleEscalation(store, kinds, authorizer));
        watch = new ObjectWatch(stores, time, ids, config.LeastWatch);
        history = new ChangeHistory(stores);
        reviews = new ReviewAnswers(admission, authorizer, config.TokenReviewer, time);
        subresources = new ObjectSubresources(stores, kinds, time, writer, access, config);
    }

    /// <summary>The steps that whoever runs the cluster defines, in upstream's order.</summary>
    private ImmutableArray<AdmissionStep> Outside(StoredObjects objects, WebhookCaller caller, VersionConversion conversion, IAuthorizer authorizer, IIdSource ids)
    {
        var forms = new ObjectForms(conversion);
        var match = new RequestMatch(objects, kinds);
        var hooks = new WebhookMatch(match, forms, authorizer);
        var calls = new WebhookCalls(caller, ids);
        var parameters = new ParameterLookup(stores, kinds);
        var requests = new PolicyRequests(objects, forms, authorizer);
        var mutating = new PolicySource<MutatingPolicy>(objects, MutatingPolicies.Policies, MutatingPolicies.Bindings, p => new MutatingPolicy(p));
        var validating = new PolicySource<ValidatingPolicy>(objects, ValidatingPolicies.Policies, ValidatingPolicies.Bindings, p => new ValidatingPolicy(p));
        return
        [
            new MutatingPolicies(new PolicyDispatch<MutatingPolicy>(mutating, match, parameters), requests, forms),
            new MutatingWebhooks(new WebhookRegistrations(objects, MutatingWebhooks.Configurations), hooks, calls, forms),
            new ValidatingPolicies(new PolicyDispatch<ValidatingPolicy>(validating, match, parameters), requests),
            new ValidatingWebhooks(new WebhookRegistrations(objects, ValidatingWebhooks.Configurations), hooks, calls),
        ];
    }

    public KindStores Stores => stores;

    public KindCatalogue Catalogue => kinds.Current;

    /// <summary>Learns which service addresses are taken; before the first write.</summary>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        if (Catalogue.Find(CoreResources.Services) is not { } kind) return;
        var page = await store.ListAsync(new StoreRange(Keys.Prefix(kind, "")), cancellation);
        foreach (var entry in page.Entries) services.Hold(ServiceClaim.Of(Stored.Read(entry)));
    }

    /// <summary>Null when the call may go on.</summary>
    public ValueTask<Status?> AuthorizeAsync(ApiCall call, CancellationToken cancellation) => access.RefusalAsync(call, cancellation);

    /// <summary>Takes the opening of a stream through admission, as the options that were asked for.</summary>
    public async ValueTask<(Status? Refusal, IReadOnlyList<string> Warnings)> AdmitConnectionAsync(ApiCall call, DraftObject options, CancellationToken cancellation)
    {
        var kind = Catalogue.FindKind("v1", call.Kind.Subresource(call.Subresource)!.Kind);
        var wish = new AdmissionCall(call, AdmissionOperation.Connect, options, old: null) { BodyKind = kind ?? call.Kind };
        return (await writer.AdmitAsync(wish, cancellation), wish.Warnings);
    }

    public ValueTask<Status?> RefusalAsync(AuthorizationAttributes attributes, AuditTrail? audit, CancellationToken cancellation) => access.RefusalAsync(attributes, cancellation, audit);

    public async ValueTask<ApiAnswer> ExecuteAsync(ApiCall call, CancellationToken cancellation)
    {
        try
        {
            return await RunAsync(call, cancellation);
        }
        catch (ConversionFailedException e)
        {
            return e.Status;
        }
        catch (UnreadableValueException e)
        {
            return Status.InternalError(e.Message);
        }
        catch (DocumentSyntaxException) when (call.Verb is "create" or "update" or "patch")
        {
            // What is remembered of its owners nests deeper than the object itself.
            return Status.BadRequest($"the object nests deeper than the {Document.MaxDepth} levels that can be stored with its managed fields");
        }
        catch (StoreUnavailableException e)
        {
            return Status.ServiceUnavailable(e.Message);
        }
    }

    private async ValueTask<ApiAnswer> RunAsync(ApiCall call, CancellationToken cancellation)
    {
        if (StorageOf(call.Kind) is { } storage) return await converted.ExecuteAsync(call, storage, cancellation);
        if (call.Verb is "get" && await reader.UnreachedAsync(call.List.ResourceVersion, cancellation) is { } unreached) return unreached;
        if (call.Verb is "create" && ReviewAnswers.Answers(call.Kind)) return await reviews.AnswerAsync(call, cancellation);
        if (ComponentStatuses.Answers(call.Kind)) return await components.ExecuteAsync(call, cancellation);
        if (call.Verb is "create" && call.Kind.Resource.Qualified == "bindings") call = Binding(call);
        if (call.Subresource.Length > 0 && call.Subresource is not ("status" or "finalize")) return await subresources.ExecuteAsync(call, cancellation);
        switch (call.Verb)
        {
            case "get": return await reader.GetAsync(call.Kind, call.Namespace, call.Name, cancellation);
            case "list": return await reader.ListAsync(call.Kind, call.Namespace, call.List, cancellation);
            case "create": return await writer.CreateAsync(call, cancellation);
            case "update": return await writer.UpdateAsync(call, cancellation);
            case "patch": return await writer.PatchAsync(call, cancellation);
            case "delete": return await writer.DeleteAsync(call, cancellation);
            case "deletecollection":
                if (ObjectWriter.CollectionRefusal(call) is { } unwanted) return unwanted;
                var found = await reader.ListAsync(call.Kind, call.Namespace, call.List, cancellation);
                return found.List is { } list ? await writer.DeleteCollectionAsync(call, list, cancellation) : found;
            default: return Status.MethodNotAllowed();
        }
    }

    // The old form of a binding: the pod is named in the body only.
    private ApiCall Binding(ApiCall call) => call with
    {
        Kind = Catalogue.Find(CoreResources.Pods) ?? call.Kind,
        Name = call.Body!.Object("metadata").String("name"),
        Subresource = "binding",
    };

    // The version in whose form the objects are stored, where that is another one.
    private Kind? StorageOf(Kind kind) => kind.StoredAs is { } version ? Catalogue.FindKind(version, kind.Name) : null;

    public static Status? WatchRefusal(ApiCall call) => ObjectWatch.Refusal(call.Kind, call.List);

    public IAsyncEnumerable<WatchFrame> WatchAsync(ApiCall call, CancellationToken cancellation)
    {
        if (call.Kind.IsCustom) return WhileServedAsync(call, cancellation);
        if (StorageOf(call.Kind) is not { } storage) return watch.RunAsync(call.Kind, call.Namespace, call.List, cancellation);
        return watch.RunAsync(storage, call.Namespace, ConvertedCalls.Of(call, storage).List, cancellation).Select(frame => ConvertedCalls.Converted(call.Kind, frame));
    }

    /// <summary>What became of an object, or of those of its kind.</summary>
    public async ValueTask<ApiAnswer> HistoryAsync(ApiCall call, HistoryStart start, CancellationToken cancellation)
    {
        try
        {
            return await history.ChangesAsync(call, StorageOf(call.Kind) ?? call.Kind, start, cancellation);
        }
        catch (ConversionFailedException e)
        {
            return e.Status;
        }
        catch (UnreadableValueException e)
        {
            return Status.InternalError(e.Message);
        }
    }

    /// <summary>How far the history reaches, and where in it a moment lies.</summary>
    public ValueTask<ApiAnswer> HistoryAsync(HistoryStart start, CancellationToken cancellation) => history.ReachAsync(start, cancellation);

    // A kind that goes or takes another form ends the watches of its objects; who still can watches anew.
    private async IAsyncEnumerable<WatchFrame> WhileServedAsync(ApiCall call, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var served = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ending = EndWithAsync(call.Kind, served);
        try
        {
            await foreach (var frame in watch.RunAsync(call.Kind, call.Namespace, call.List, served.Token)) yield return frame;
        }
        finally
        {
            served.Cancel();
            await ending;
        }
    }

    private async Task EndWithAsync(Kind kind, CancellationTokenSource served)
    {
        while (!served.IsCancellationRequested)
        {
            var replaced = kinds.Replaced;
            if (kinds.Current.Find(kind.Resource) != kind) served.Cancel();
            else await replaced.OrCancelledAsync(served.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
