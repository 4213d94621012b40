package macaw.demo.cycle;

/** The stages of the demonstration, in order. */
public enum Stage {
    IMPORT("import", "the base model goes into the store"),
    DEMONSTRATE("demonstrate", "labelers write demonstrations"),
    SFT("sft", "the base model learns from the demonstrations"),
    COLLECT("collect", "the SFT policy answers the comparison prompts"),
    COMPARE("compare", "labelers rate and rank the answers"),
    REWARD("reward", "the reward model learns from the rankings"),
    PPO("ppo", "the SFT policy is optimised against the reward model"),
    SFT_LONGER("sft-longer", "the control: SFT with PPO's time on top"),
    EVALUATE("evaluate", "all policies answer prompts that nothing was trained on");

    private final String title;
    private final String meaning;

    Stage(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    /** As it stands in reports. */
    public String title() {
        return title;
    }

    /** What happens in it, for a person. */
    public String meaning() {
        return meaning;
    }
}
