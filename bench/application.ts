import { bootApplication } from '../test/application.ts';
import { figure, median, whole } from '../test/figure.ts';

/** What does a test pay for a whole application on a database of its own? */
const times = 12;
const limit = 300;

const begun = performance.now();
await (await bootApplication({ demo: true })).close();
figure('the first, which makes the template', `${whole(performance.now() - begun)} ms`);

for (const demo of [false, true]) {
  const boots = [];
  for (let count = 0; count < times; count++) {
    await using application = await bootApplication({ demo });
    boots.push(application.took);
  }
  const database = median(boots.map(({ database }) => database));
  const application = median(boots.map(({ application }) => application));
  const remark = `limit ${limit} ms; ${whole(database)} for the database, ${whole(application)} for the program`;
  figure(demo ? 'with the demo clinic' : 'empty', `${whole(database + application)} ms`, remark);
}
