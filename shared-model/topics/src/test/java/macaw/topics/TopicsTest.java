package macaw.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TopicsTest {
    private final Topics topics = Topics.of("team-a");

    @Test
    void aTopicAndItsReadersGroupBelongToTheirNamespace() {
        assertThat(topics.fullName("prompts")).isEqualTo("macaw.team-a.prompts");
        assertThat(topics.group("prompts")).isEqualTo("macaw.team-a.generators");
        assertThat(Topics.of("team-b").group("prompts")).isNotEqualTo(topics.group("prompts"));
    }

    @Test
    void aTopicThatTheContractsLackIsRefused() {
        assertThatThrownBy(() -> topics.fullName("promts")).hasMessageContaining("promts");
        assertThatThrownBy(() -> topics.group("scored-rollouts")).hasMessageContaining("no group");
    }

    @Test
    void aServiceKnowsWhichTopicsItUses() {
        assertThat(topics.usedBy("reward"))
                .containsExactlyInAnyOrder(
                        "macaw.team-a.rollouts",
                        "macaw.team-a.scored-rollouts",
                        "macaw.team-a.runs",
                        "macaw.team-a.reward-versions",
                        "macaw.team-a.dead-letter");
        assertThat(topics.readBy("reward"))
                .containsExactlyInAnyOrder(
                        "macaw.team-a.rollouts", "macaw.team-a.runs", "macaw.team-a.reward-versions");
    }
}
