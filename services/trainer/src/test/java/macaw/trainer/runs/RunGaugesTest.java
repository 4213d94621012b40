package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.Map;
import macaw.chassis.metrics.Metric;
import macaw.records.RunKind;
import macaw.trainer.learning.PpoFigure;
import org.junit.jupiter.api.Test;

class RunGaugesTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RunGauges gauges = new RunGauges(meters);

    @Test
    void everyPpoGaugeOfTheListIsThereFromTheStartAndShowsItsFigure() {
        assertThat(Arrays.stream(PpoFigure.values()).map(PpoFigure::metric))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Metric.values())
                        .filter(metric -> metric.name().startsWith("PPO_") && metric.type() == Metric.Type.GAUGE)
                        .toList());
        for (PpoFigure figure : PpoFigure.values()) {
            assertThat(value(figure.metric().meter())).isNaN();
            gauges.show(RunKind.PPO, Map.of(figure.figure(), 0.25));
            assertThat(value(figure.metric().meter())).isEqualTo(0.25);
        }
    }

    @Test
    void anyOtherFigureIsAGaugeNamedAfterItsKindAndItself() {
        gauges.show(RunKind.SFT, Map.of("held_out_loss", 2.0, "seconds_training", 9.0));
        gauges.show(RunKind.SFT, Map.of("held_out_loss", 1.5));
        assertThat(value("macaw.sft.held.out.loss")).isEqualTo(1.5);
        assertThat(meters.find("macaw.sft.seconds.training").meter()).isNull();
    }

    @Test
    void aRunThatBeginsDoesNotShowTheFiguresOfAnother() {
        gauges.show(RunKind.PPO, Map.of("kl", 80.0, "kl_target", 6.0));
        gauges.begin();
        assertThat(value("macaw.ppo.kl")).isNaN();
        assertThat(value("macaw.ppo.kl.target")).isNaN();
        gauges.show(RunKind.PPO, Map.of("kl", 0.5));
        assertThat(value("macaw.ppo.kl")).isEqualTo(0.5);
    }

    private double value(String meter) {
        return meters.get(meter).gauge().value();
    }
}
