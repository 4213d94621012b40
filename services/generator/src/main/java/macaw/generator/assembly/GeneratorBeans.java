package macaw.generator.assembly;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import macaw.artefacts.Aliases;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Versions;
import macaw.chassis.lifecycle.Phases;
import macaw.chassis.lifecycle.SettingsGate;
import macaw.chassis.metrics.Metric;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.tracing.Tracing;
import macaw.generator.answering.Answering;
import macaw.generator.answering.Likelihoods;
import macaw.generator.answering.Rollouts;
import macaw.generator.engine.Engine;
import macaw.generator.policies.PolicyCatalog;
import macaw.generator.policies.PolicyPool;
import macaw.generator.policies.StoredPolicies;
import macaw.generator.scheduling.Limits;
import macaw.generator.scheduling.Scheduler;
import macaw.onnx.Decoder;
import macaw.onnx.Numerics;
import macaw.onnx.Precision;
import macaw.records.Completion;

/** Makes the core from the settings, and ends it. */
@ApplicationScoped
public class GeneratorBeans {
    GeneratorBeans(SettingsGate checked) {}

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    Versions versions(ArtefactStore store) {
        return new Versions(store);
    }

    @Produces
    @Singleton
    Measurements measurements(MeterRegistry meters, InstantSource clock) {
        return new Measurements(meters, clock);
    }

    @Produces
    @Singleton
    PolicyMeters policyMeters(MeterRegistry meters) {
        return new PolicyMeters(meters);
    }

    @Produces
    @Singleton
    PolicyPool policies(
            GeneratorSettings settings, ServiceSettings service, Versions versions, PolicyMeters policyMeters) {
        GeneratorSettings.Generator own = settings.generator();
        var shape = new Decoder.Shape(own.slots(), own.context(), own.chunk());
        var stored = new StoredPolicies(versions, shape, service.threads(), own.precision());
        var pool = new PolicyPool(policyMeters.counting(stored), own.loadedPolicies());
        policyMeters.show(pool);
        return pool;
    }

    @Produces
    @Singleton
    Engine engine(GeneratorSettings settings, PolicyPool policies, Measurements measurements, MeterRegistry meters) {
        GeneratorSettings.Generator own = settings.generator();
        var limits = new Limits(
                own.slots(), own.slotsForPeople(), own.queuedPeople(), own.queuedRollouts(), own.stepTokens());
        var engine = new Engine(
                new Scheduler(limits), version -> policies.leased(version).decoder(), measurements);
        Metric.GENERATION_REQUESTS.gauge(meters, engine, Engine::waiting, "waiting");
        Metric.GENERATION_REQUESTS.gauge(meters, engine, Engine::running, "running");
        return engine;
    }

    @Produces
    @Singleton
    PolicyCatalog catalog(Versions versions, ArtefactStore store, PolicyPool policies) {
        return new PolicyCatalog(versions, new Aliases(store), policies);
    }

    @Produces
    @Singleton
    Answering answering(
            PolicyCatalog catalog,
            PolicyPool policies,
            Engine engine,
            InstantSource clock,
            Measurements meter,
            Tracing tracing) {
        return new Answering(catalog::resolve, policies, engine, new SecureRandom()::nextLong, clock, meter, tracing);
    }

    @Produces
    @Singleton
    Likelihoods likelihoods(PolicyCatalog catalog, PolicyPool policies, Engine engine) {
        return new Likelihoods(catalog::resolve, policies, engine);
    }

    @Produces
    @Singleton
    Rollouts rollouts(PolicyPool policies, Engine engine, GeneratorSettings settings) {
        GeneratorSettings.Generator own = settings.generator();
        String numerics = Numerics.fingerprint() + "/chunk-" + own.chunk();
        if (own.precision() == Precision.INT8) {
            numerics += "/" + Completion.INT8;
        }
        return new Rollouts(policies, engine, numerics);
    }

    /** What cannot work is said at start, not at the first request. */
    void open(@Observes @Priority(Phases.OPEN) StartupEvent start, Engine engine, Rollouts rollouts) {
        Numerics.requireBatchInvariance();
    }

    void close(@Observes @Priority(Phases.CLOSE) ShutdownEvent end, Engine engine, PolicyPool policies) {
        engine.close();
        policies.close();
    }
}
