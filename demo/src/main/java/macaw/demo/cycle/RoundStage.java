package macaw.demo.cycle;

/** The stages of a round after the first, in order. */
public enum RoundStage {
    COLLECT("collect", "the last round's policy answers other prompts"),
    COMPARE("compare", "more labelers rate and rank the answers"),
    REWARD("reward", "the reward model goes on with these rankings"),
    PPO("ppo", "the policy goes on against it"),
    EVALUATE("evaluate", "both reward models and the policies on the prompts of the report");

    private final String title;
    private final String meaning;

    RoundStage(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    /** As it stands in reports, where the round follows it. */
    public String title() {
        return title;
    }

    /** What happens in it, for a person. */
    public String meaning() {
        return meaning;
    }
}
