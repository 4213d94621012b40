package macaw.generator.assembly;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import macaw.chassis.metrics.Metric;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.policies.LoadedPolicy;
import macaw.generator.policies.PolicyLoader;
import macaw.generator.policies.PolicyPool;
import macaw.records.VersionRef;
import org.jspecify.annotations.Nullable;

/**
 * Which versions this generator knows of and has in memory. Replicas that know different ones, or fewer than the trainer has told of, do
 * not see the same topic or the same store.
 */
public final class PolicyMeters {
    private final MeterRegistry meters;
    /** Highest number that was told of, by policy. */
    private final Map<String, AtomicLong> known = new ConcurrentHashMap<>();

    private volatile @Nullable PolicyPool pool;

    PolicyMeters(MeterRegistry meters) {
        this.meters = meters;
        loaded("ok", 0);
    }

    /** Shows what is in memory there. */
    void show(PolicyPool policies) {
        pool = policies;
    }

    /** The loader, each of its loads counted. */
    PolicyLoader counting(PolicyLoader loader) {
        return version -> {
            try {
                LoadedPolicy policy = loader.load(version);
                loaded("ok", 1);
                return policy;
            } catch (RuntimeException | Error e) {
                loaded((e instanceof CodedException coded ? coded.code() : ErrorCode.INTERNAL).name(), 1);
                throw e;
            }
        };
    }

    /** A version is there to be asked for. */
    public void known(VersionRef version) {
        known.computeIfAbsent(version.namespace() + "/" + version.name(), this::gauges)
                .accumulateAndGet(version.number(), Math::max);
    }

    private AtomicLong gauges(String policy) {
        var number = new AtomicLong();
        Metric.POLICY_KNOWN.gauge(meters, number, AtomicLong::get, policy);
        Metric.POLICY_LOADED.gauge(meters, this, own -> own.newestLoaded(policy), policy);
        return number;
    }

    /** 0 when none of the policy's versions is in memory. */
    private long newestLoaded(String policy) {
        PolicyPool policies = pool;
        return policies == null
                ? 0
                : policies.loaded().stream()
                        .filter(version -> policy.equals(version.namespace() + "/" + version.name()))
                        .mapToLong(VersionRef::number)
                        .max()
                        .orElse(0);
    }

    private void loaded(String outcome, int count) {
        Metric.POLICY_LOADS.counter(meters, outcome).increment(count);
    }
}
