package macaw.generator.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopStringsTest {
    @Test
    void textEndsBeforeAStopStringThatComesInPieces() {
        var stops = new StopStrings(List.of("\n\nUser:"));
        assertThat(stops.pass("Milk\n")).isEqualTo("Milk");
        assertThat(stops.pass("\nUs")).isEqualTo("");
        assertThat(stops.pass("er: more")).isEqualTo("");
        assertThat(stops.met()).isTrue();
        assertThat(stops.rest()).isEmpty();
    }

    @Test
    void whatTurnsOutToBeNoStopStringIsShown() {
        var stops = new StopStrings(List.of("END"));
        assertThat(stops.pass("a E")).isEqualTo("a ");
        assertThat(stops.pass("NE")).isEqualTo("EN");
        assertThat(stops.met()).isFalse();
        assertThat(stops.rest()).isEqualTo("E");
    }

    @Test
    void theStopStringThatBeginsFirstCounts() {
        var stops = new StopStrings(List.of("three", "two"));
        assertThat(stops.pass("one two three")).isEqualTo("one ");
        assertThat(stops.met()).isTrue();
    }

    @Test
    void withoutStopStringsNothingIsHeldBack() {
        assertThat(new StopStrings(List.of()).pass("text")).isEqualTo("text");
    }
}
