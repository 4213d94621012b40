package macaw.reward.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import macaw.chassis.kafka.Messaging;
import macaw.chassis.lifecycle.Phases;
import macaw.records.wire.Announcements;
import macaw.records.wire.RolloutCodec;
import macaw.reward.RewardSettings;
import macaw.reward.rewards.RewardShelf;
import macaw.reward.scoring.RolloutScorer;
import macaw.reward.scoring.ScoringMeters;
import macaw.v1.Rollout;
import macaw.v1.VersionPublished;
import org.jboss.logging.Logger;

/** Joins the service to its topics. */
@ApplicationScoped
public class RewardTopics {
    private static final Logger LOG = Logger.getLogger(RewardTopics.class);

    private final Messaging messaging;
    private final RolloutScorer scorer;
    private final RewardShelf shelf;
    private final RewardSettings settings;
    private final ScoringMeters meters;
    private final EndedRuns endedRuns = new EndedRuns();

    RewardTopics(
            Messaging messaging,
            RolloutScorer scorer,
            RewardShelf shelf,
            RewardSettings settings,
            MeterRegistry registry) {
        this.messaging = messaging;
        this.scorer = scorer;
        this.shelf = shelf;
        this.settings = settings;
        this.meters = new ScoringMeters(registry);
    }

    void begin(@Observes @Priority(Phases.TAKE) StartupEvent start) {
        messaging.follow("runs", Announcements::run, endedRuns::changed);
        messaging.follow("reward-versions", Announcements::version, (key, published) -> loadAhead(published));
        String scoredRollouts = messaging.topics().fullName("scored-rollouts");
        messaging.work(
                "rollouts",
                Rollout::parseFrom,
                settings.reward().inFlight(),
                new RolloutHandler(scorer, messaging.producer(), scoredRollouts, endedRuns, meters));
    }

    /** What was published before the start is loaded when it is asked for; what is published now will be asked for soon. */
    private void loadAhead(Optional<VersionPublished> published) {
        if (published.isEmpty() || !messaging.caughtUp()) {
            return;
        }
        var version = RolloutCodec.decode(published.get().getVersion());
        shelf.load(version).thenAccept(done -> LOG.infof("Loaded %s", version)).exceptionally(e -> {
            LOG.warnf("%s was published and cannot be loaded: %s", version, e.getMessage());
            return null;
        });
    }
}
