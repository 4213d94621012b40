package macaw.demo.labelers;

/** How a simulated labeler works. They are openly uneven, as people are. */
public enum Manner {
    /** Right, in form, and judges well. */
    CAREFUL(0.36, 0.03, 0),
    /** Writes half of what is asked, in one line. */
    HASTY(0.18, 0.08, -0.04),
    /** Adds what nobody asked for; repeats itself now and then. */
    RAMBLING(0.16, 0.08, 0.06),
    /** Mistakes one thing for another. */
    CARELESS(0.16, 0.12, 0),
    /** Refuses rudely now and then. */
    BLUNT(0.14, 0.08, -0.02);

    private final double share;
    private final double noise;
    private final double likesLength;

    Manner(double share, double noise, double likesLength) {
        this.share = share;
        this.noise = noise;
        this.likesLength = likesLength;
    }

    /** Share of the tasks that it takes. */
    public double share() {
        return share;
    }

    /** Standard deviation of its judgement, in units of the rubric. */
    public double noise() {
        return noise;
    }

    /** What it adds to the quality of a long answer, in units of the rubric. */
    public double likesLength() {
        return likesLength;
    }
}
