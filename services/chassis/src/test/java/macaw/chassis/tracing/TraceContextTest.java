package macaw.chassis.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void aHeaderIsReadAndWritten() {
        TraceContext sampled = TraceContext.parse("00-" + TRACE + "-00f067aa0ba902b7-01");
        assertThat(sampled).isEqualTo(new TraceContext(TRACE, "00f067aa0ba902b7", true));
        assertThat(TraceContext.parse(sampled.header())).isEqualTo(sampled);
        TraceContext unsampled = TraceContext.parse("00-" + TRACE + "-00f067aa0ba902b7-02");
        assertThat(unsampled.sampled()).isFalse();
        assertThat(unsampled.header()).endsWith("-00");
    }

    @Test
    void aLaterVersionOfTheHeaderIsReadAsFarAsItIsKnown() {
        assertThat(TraceContext.parse("cc-" + TRACE + "-00f067aa0ba902b7-01-what-the-future-brings")
                        .present())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-" + TRACE + "-00f067aa0ba902b7",
                "00-" + TRACE + "-00f067aa0ba902b7-01-more",
                "ff-" + TRACE + "-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
            })
    void aMalformedHeaderIsNone(String header) {
        assertThat(TraceContext.parse(header)).isEqualTo(TraceContext.NONE);
    }

    @Test
    void anIdHasOneTraceOfItsOwn() {
        TraceContext trace = TraceContext.traceOf("default/ppo-1-0-3-0");
        assertThat(trace).isEqualTo(TraceContext.traceOf("default/ppo-1-0-3-0"));
        assertThat(trace.traceId()).matches("[0-9a-f]{32}");
        assertThat(trace.present()).isFalse();
        assertThat(trace.traceId())
                .isNotEqualTo(TraceContext.traceOf("other/ppo-1-0-3-0").traceId());
    }
}
