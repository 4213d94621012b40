package macaw.cli.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import macaw.cli.choice.Choice.Standing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.VersionRef;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static final double NONE = Double.NaN;

    /** On the prompts that both have, a has 1, 2, 3 and b 2, 3, 7: means 2 and 4, deviations 1 and √7; a is 1, 1, 4 behind: mean 2, deviation √3. */
    @Test
    void theHighestMeanOverThePromptsThatAllHaveWins() {
        Choice choice = Choice.of(List.of(examined("a", 1, 2, NONE, 3, 100), examined("b", 2, 3, 50, 7, NONE)));
        assertThat(choice.prompts()).isEqualTo(3);
        assertThat(choice.leftOut()).isEqualTo(2);
        assertThat(choice.standings())
                .extracting(standing -> standing.version().getName())
                .containsExactly("b", "a");
        Standing a = choice.standings().getLast();
        assertThat(choice.best().mean()).isEqualTo(4);
        assertThat(choice.best().margin()).isCloseTo(1.96 * Math.sqrt(7.0 / 3), within(1e-12));
        assertThat(choice.best().behind()).isZero();
        assertThat(a.mean()).isEqualTo(2);
        assertThat(a.margin()).isCloseTo(1.96 * Math.sqrt(1.0 / 3), within(1e-12));
        assertThat(a.behind()).isEqualTo(2);
        assertThat(a.behindMargin()).isCloseTo(1.96 * Math.sqrt(3.0 / 3), within(1e-12));
    }

    @Test
    void ofEqualsTheOneThatWasNamedFirstWins() {
        assertThat(Choice.of(List.of(examined("a", 1, 2), examined("b", 2, 1)))
                        .best()
                        .version()
                        .getName())
                .isEqualTo("a");
    }

    @Test
    void nothingIsChosenWhereNothingCanBeCompared() {
        assertThatThrownBy(() -> Choice.of(List.of(examined("a", 1, NONE), examined("b", NONE, 1))))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATASET_EMPTY))
                .hasMessageContaining("PROMPT_TOO_LONG: a");
    }

    private static Examined examined(String name, double... scores) {
        return new Examined(
                VersionRef.newBuilder().setName(name).setNumber(1).build(),
                DoubleStream.of(scores)
                        .mapToObj(score -> Double.isNaN(score) ? OptionalDouble.empty() : OptionalDouble.of(score))
                        .toList(),
                0,
                Optional.of("PROMPT_TOO_LONG: " + name));
    }
}
