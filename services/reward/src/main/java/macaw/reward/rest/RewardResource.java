package macaw.reward.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import macaw.chassis.access.Roles;
import macaw.languagemodel.Message;
import macaw.records.Failure;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import macaw.reward.rewards.Exchange;
import macaw.reward.rewards.RewardCatalogue;
import macaw.reward.scoring.RequestScorer;
import macaw.reward.scoring.ScoringMeters;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Scoring over REST. */
@Path("/v1")
@RunOnVirtualThread
public class RewardResource {
    private final RequestScorer scorer;
    private final RewardCatalogue catalogue;
    private final ScoringMeters meters;

    RewardResource(RequestScorer scorer, RewardCatalogue catalogue, MeterRegistry registry) {
        this.scorer = scorer;
        this.catalogue = catalogue;
        this.meters = new ScoringMeters(registry);
    }

    /**
     * What to score.
     *
     * @param reward [namespace/]name[@version|@alias]
     * @param items at least one
     */
    public record ScoreBody(String reward, List<ItemBody> items) {}

    /**
     * A prompt and an answer.
     *
     * @param prompt one message of a user; or
     * @param messages a conversation
     * @param response the answer
     */
    public record ItemBody(Optional<String> prompt, Optional<List<Message>> messages, Optional<String> response) {
        Exchange exchange() {
            Exchange.Asked asked = messages.<Exchange.Asked>map(Exchange.Asked.Messages::new)
                    .orElseGet(() -> new Exchange.Asked.Text(prompt.orElse("")));
            return new Exchange(asked, new Exchange.Answer.Text(response.orElse("")), Optional.empty());
        }
    }

    /** The version that scored, and one score an item, in order. */
    public record ScoreReply(VersionRef reward, List<ItemReply> scores) {}

    /** A value, or why there is none. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record ItemReply(Optional<Double> value, Optional<Failure> failure) {}

    /** Every reward version of a namespace. */
    public record RewardsReply(List<RewardCatalogue.Entry> rewards) {}

    /** Scores answers. */
    @POST
    @Path("/score")
    @RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
    @Operation(
            summary = "Score answers",
            description = "One score an item, in order; an item that cannot be scored says why.")
    public ScoreReply score(ScoreBody body) {
        List<Supplier<Exchange>> items = body.items().stream()
                .<Supplier<Exchange>>map(item -> item::exchange)
                .toList();
        RequestScorer.Answer answer = scorer.score(body.reward(), items);
        meters.count(answer);
        return new ScoreReply(
                answer.reward(),
                answer.outcomes().stream().map(RewardResource::encode).toList());
    }

    /** Lists reward versions. */
    @GET
    @Path("/rewards")
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
    @Operation(summary = "List reward versions")
    public RewardsReply rewards(
            @QueryParam("namespace") @DefaultValue(VersionName.DEFAULT_NAMESPACE) String namespace) {
        return new RewardsReply(catalogue.list(namespace));
    }

    private static ItemReply encode(RequestScorer.ItemOutcome outcome) {
        return switch (outcome) {
            case RequestScorer.ItemOutcome.Value(double score) -> new ItemReply(Optional.of(score), Optional.empty());
            case RequestScorer.ItemOutcome.Refused(Failure failure) ->
                new ItemReply(Optional.empty(), Optional.of(failure));
        };
    }
}
