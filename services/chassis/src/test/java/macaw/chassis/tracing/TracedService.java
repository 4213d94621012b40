package macaw.chassis.tracing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;
import macaw.chassis.testing.TestKeys;
import macaw.chassis.testing.TraceReceiver;

/** A service that sends its traces to the test. */
public final class TracedService implements QuarkusTestProfile {
    /** The receiver, and what it was sent. */
    public static final class Receiver implements QuarkusTestResourceLifecycleManager {
        private final TraceReceiver receiver = new TraceReceiver();

        @Override
        public Map<String, String> start() {
            return Map.of("macaw.traces.endpoint", receiver.endpoint(), "macaw.traces.ratio", "1");
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(receiver, new TestInjector.MatchesType(TraceReceiver.class));
        }

        @Override
        public void stop() {
            receiver.close();
        }
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TestKeys.class), new TestResourceEntry(Receiver.class));
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }
}
