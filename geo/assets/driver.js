/** @param {Component<Drive>} component */
export default ({data}) =>
(self.geoDrive ??= (d) => { self.geoDriven = d; })(data);
