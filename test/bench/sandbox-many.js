// Makes and closes many sandboxes of a kind, and prints what is resident then: node sandbox-many.js KIND COUNT
import { createSandbox } from "../../dist/index.js";

const [isolation, count] = process.argv.slice(2);
for (let made = 1; made <= Number(count); made++) {
  const box = await createSandbox({ isolation, spare: false });
  await box.run("print(1)");
  await box.close();
  if (made === 100 || made === Number(count)) console.log(`after_${made} ${process.memoryUsage.rss() / 2 ** 20}`);
}
