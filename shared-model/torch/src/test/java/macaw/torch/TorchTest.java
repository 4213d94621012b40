package macaw.torch;

/** The engine of every test of this room, started once a process. */
abstract class TorchTest {
    static final TorchEngine engine = TorchEngine.start("cpu", 2);
    static final Aten aten = new Aten(engine);
}
