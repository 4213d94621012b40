package macaw.reward.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import macaw.errors.CodedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleTest {
    @TempDir
    Path directory;

    @Test
    void containsWordWantsTheWordByItself() throws IOException {
        Rule rule = rule("{\"kind\":\"rule\",\"rule\":\"contains-word\",\"word\":\"milk\"}");
        assertThat(rule.score("Bread, Milk.")).isEqualTo(1);
        assertThat(rule.score("buttermilk")).isZero();
        assertThat(rule.score("milky")).isZero();
        assertThat(rule.score("")).isZero();
    }

    @Test
    void lengthIsBestAtItsNumberOfWordsAndFallsOnBothSides() throws IOException {
        Rule rule = rule("{\"kind\":\"rule\",\"rule\":\"length\",\"words\":4}");
        assertThat(rule.score("one two three four")).isEqualTo(1);
        assertThat(rule.score("one two")).isEqualTo(0.5);
        assertThat(rule.score("")).isZero();
        assertThat(rule.score("1 2 3 4 5 6 7 8 9 10 11 12")).isEqualTo(-1);
    }

    @Test
    void endsProperlyWantsTheEndOfASentence() throws IOException {
        Rule rule = rule("{\"kind\":\"rule\",\"rule\":\"ends-properly\"}");
        assertThat(rule.score("That is all.")).isEqualTo(1);
        assertThat(rule.score("\"Is that all?\"\n")).isEqualTo(1);
        assertThat(rule.score("That is")).isZero();
        assertThat(rule.score("")).isZero();
    }

    @Test
    void aRemoteScorerHasATargetANameAndADeadline() throws IOException {
        var remote = (RewardKind.Remote)
                read("{\"kind\":\"remote\",\"target\":\"scorer.example:443\",\"reward\":\"help@3\"}");
        assertThat(remote.deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(remote.label()).isEqualTo("remote");
    }

    @Test
    void aFolderWithoutDescriptionIsACheckpoint() {
        assertThat(RewardKind.read(directory)).isEqualTo(new RewardKind.Local());
    }

    @Test
    void nonsenseIsRefusedByName() {
        refused("{\"kind\":\"magic\"}", "magic");
        refused("{\"kind\":\"rule\",\"rule\":\"nice\"}", "nice");
        refused("{\"kind\":\"rule\",\"rule\":\"length\",\"words\":0}", "was 0");
        refused("{\"kind\":\"rule\",\"rule\":\"contains-word\",\"word\":\"two words\"}", "two words");
        refused("{\"kind\":\"remote\",\"target\":\"\",\"reward\":\"x\"}", "target");
        refused("{\"kind\":\"remote\",\"target\":\"a:1\",\"reward\":\"x\",\"deadlineMillis\":0}", "was 0");
        refused("{", "cannot be read");
    }

    private void refused(String json, String why) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(CodedException.class).hasMessageContaining(why);
    }

    private Rule rule(String json) throws IOException {
        return ((RewardKind.ByRule) read(json)).rule();
    }

    private RewardKind read(String json) throws IOException {
        Files.writeString(directory.resolve(RewardKind.FILE), json);
        return RewardKind.read(directory);
    }
}
