package macaw.reward;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.artefacts.assembly.StoreWatch;
import macaw.chassis.engine.EngineThread;
import macaw.chassis.lifecycle.Phases;
import macaw.chassis.lifecycle.SettingsGate;
import macaw.chassis.metrics.Metric;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.tracing.Tracing;
import macaw.onnx.Numerics;
import macaw.reward.grpc.GrpcRemoteScorer;
import macaw.reward.rewards.PolicyTokenizers;
import macaw.reward.rewards.RewardCatalogue;
import macaw.reward.rewards.RewardShelf;
import macaw.reward.scoring.BatchedScorer;
import macaw.reward.scoring.RequestScorer;
import macaw.reward.scoring.RolloutScorer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Puts the core together from the settings, and takes it apart at the end. */
@ApplicationScoped
public class RewardBeans {
    RewardBeans(SettingsGate checked) {}

    @Produces
    @Singleton
    EngineThread engine(MeterRegistry meters) {
        var engine = new EngineThread("reward-engine");
        FunctionCounter.builder(
                        Metric.ENGINE_BUSY.meter(), engine, e -> e.busy().toNanos() / 1e9)
                .description(Metric.ENGINE_BUSY.meaning())
                .register(meters);
        return engine;
    }

    @Produces
    @Singleton
    PolicyTokenizers tokenizers(ArtefactStore store) {
        return new PolicyTokenizers(new Versions(store));
    }

    @Produces
    @Singleton
    RewardShelf shelf(
            ArtefactStore store,
            EngineThread engine,
            PolicyTokenizers tokenizers,
            RewardSettings settings,
            ServiceSettings service,
            Tracing tracing) {
        var limits = new BatchedScorer.Limits(
                settings.reward().batchTokens(), settings.reward().waiting());
        return new RewardShelf(
                new Versions(store),
                engine,
                tokenizers,
                remote -> GrpcRemoteScorer.connect(remote, settings.reward().remoteKey(), tracing),
                new RewardShelf.Settings(settings.reward().loaded(), service.threads(), limits));
    }

    @Produces
    @Singleton
    RewardCatalogue catalogue(ArtefactStore store, RewardShelf shelf) {
        return new RewardCatalogue(store, shelf);
    }

    @Produces
    @Singleton
    RolloutScorer rolloutScorer(RewardShelf shelf, Tracing tracing) {
        return new RolloutScorer(shelf, tracing);
    }

    @Produces
    @Singleton
    RequestScorer requestScorer(RewardCatalogue catalogue, RewardShelf shelf) {
        return new RequestScorer(catalogue, shelf);
    }

    /** Ready when the store can be read; the topics are the chassis' part. */
    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck storeReadable(ArtefactStore store, ServiceSettings service) {
        StoreWatch watch =
                StoreWatch.of(store, () -> new Versions(store).names(VersionKind.REWARD, service.namespace()));
        return () -> {
            var response = HealthCheckResponse.named("store");
            return watch.trouble()
                    .map(reason -> response.down().withData("reason", reason).build())
                    .orElseGet(() -> response.up().build());
        };
    }

    /** Scores that depend on what shares their batch would be no function of the answer: then the service does not start. */
    void check(@Observes @Priority(Phases.OPEN) StartupEvent start) {
        Numerics.requireBatchInvariance();
    }

    void close(
            @Observes @Priority(Phases.CLOSE) ShutdownEvent end,
            RewardShelf shelf,
            PolicyTokenizers tokenizers,
            EngineThread engine) {
        shelf.close();
        tokenizers.close();
        engine.close();
    }
}
